package raftmark.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import raftmark.bench.analysis.SweepReport;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;
import raftmark.bench.spec.Factor;

/** What is said of a directory beside its figures: the answer in words, what is wrong with it, terms and environment. */
final class DirectoryBuilder {
    private static final int INVALID_SHOWN_MAX = 100;
    private static final int REASON_SHOWN_MAX = 240;
    private static final int MINUTES_LENGTH = "2026-11-24T02:03".length();
    private static final String OPTION_DEFAULTS = "backend_option_defaults";

    private DirectoryBuilder() {}

    /**
     * @param compared what must be known of the comparison with the first directory
     * @param withoutHistograms valid runs that latency.hlog lacks, wholly or in part
     */
    static ReportData.Directory of(SweepFiles sweep, SweepReport report, List<String> compared, int withoutHistograms) {
        List<ResultRow> invalid =
                report.cells().stream().flatMap(cell -> cell.invalid().stream()).toList();
        List<ResultRow> twins = report.invalidTwins();
        int valid =
                report.cells().stream().mapToInt(cell -> cell.valid().size()).sum();
        List<ReportData.Remark> caveats = new ArrayList<>();
        report.runsByCaveat().forEach((caveat, runs) -> caveats.add(new ReportData.Remark(caveat, runs)));
        Map<String, String> options = new LinkedHashMap<>();
        flatten("", sweep.environment().path("environment").path(OPTION_DEFAULTS), options);
        return new ReportData.Directory(
                sweep.label(),
                sweep.experiment(),
                sweep.question(),
                report.answer().stream()
                        .map(line -> line.startsWith("* ") ? line.substring(2) : line)
                        .toList(),
                notes(sweep, report, withoutHistograms, valid, invalid.size() + twins.size()),
                compared,
                valid + invalid.size(),
                valid,
                measured(sweep.environment().path("sweeps")),
                Stream.concat(
                                invalid.stream().map(row -> invalidRun(row, "")),
                                twins.stream().map(row -> invalidRun(row, ", twin (" + SweepReport.TWIN + ")")))
                        .limit(INVALID_SHOWN_MAX)
                        .toList(),
                caveats,
                terms(sweep.environment().path("terms")),
                environment(sweep.environment()),
                options);
    }

    private static List<String> notes(
            SweepFiles sweep, SweepReport report, int withoutHistograms, int valid, int invalid) {
        List<String> notes = new ArrayList<>();
        sweep.gaps().forEach(gap -> notes.add(Character.toUpperCase(gap.charAt(0)) + gap.substring(1) + "."));
        if (withoutHistograms > 0) {
            notes.add("latency.hlog lacks all or a part of " + withoutHistograms + " of " + valid
                    + " valid runs: latency by percentile and over time are drawn of the others.");
        }
        if (invalid > INVALID_SHOWN_MAX) {
            notes.add("Of " + invalid + " INVALID runs the first " + INVALID_SHOWN_MAX
                    + " are listed; runs.csv has all.");
        }
        long single = report.cells().stream()
                .filter(cell -> cell.clients() > 1 && cell.valid().size() == 1)
                .count();
        boolean more = report.cells().stream().anyMatch(cell -> cell.valid().size() > 1);
        if (more && single > 0) {
            notes.add(single + " configuration(s) have a single valid run, and so no range.");
        }
        return notes;
    }

    private static ReportData.InvalidRun invalidRun(ResultRow row, String remark) {
        String threads = row.get(Column.SERVER_THREADS);
        String handler = (row.get(Column.HANDLER) + " " + row.get(Column.HANDLER_EXECUTOR) + " " + threads).strip();
        String rate = row.level(Factor.TARGET_RATE);
        String verdict = row.get(Column.VERDICT);
        return new ReportData.InvalidRun(
                row.get(Column.RUN_ID),
                row.get(Column.BACKEND) + ", " + (handler.isEmpty() ? row.get(Column.ACCESS) : handler) + ", "
                        + row.get(Column.CLIENTS) + (row.get(Column.CLIENTS).equals("1") ? " client" : " clients")
                        + (rate.isEmpty() ? "" : ", asked for " + rate) + remark,
                verdict.length() <= REASON_SHOWN_MAX ? verdict : verdict.substring(0, REASON_SHOWN_MAX) + " …");
    }

    /** The fairness terms by id, each by name. */
    static Map<String, Map<String, String>> terms(JsonNode byId) {
        Map<String, Map<String, String>> terms = new LinkedHashMap<>();
        byId.fields().forEachRemaining(entry -> {
            Map<String, String> all = new LinkedHashMap<>();
            flatten("", entry.getValue(), all);
            terms.put(entry.getKey(), all);
        });
        return terms;
    }

    /** The machine and the program, without what is the same on every machine. */
    static Map<String, String> machine(JsonNode content) {
        Map<String, String> machine = new LinkedHashMap<>();
        content.path("environment").fields().forEachRemaining(entry -> {
            if (!entry.getKey().equals(OPTION_DEFAULTS)) {
                flatten(entry.getKey(), entry.getValue(), machine);
            }
        });
        return machine;
    }

    private static Map<String, String> environment(JsonNode content) {
        Map<String, String> environment = machine(content);
        flatten("seed", content.path("seed"), environment);
        flatten("co_location", content.path("co_location"), environment);
        int number = 1;
        for (JsonNode sweep : content.path("sweeps")) {
            for (String probe : List.of("fsync_before", "fsync_after")) {
                JsonNode measured = sweep.path(probe);
                if (measured.isObject()) {
                    environment.put(
                            probe + " sweep " + number,
                            String.format(
                                    Locale.ROOT,
                                    "median %,d µs, p99 %,d µs (%d appends of 128 bytes)",
                                    measured.path("microsP50").asLong(),
                                    measured.path("microsP99").asLong(),
                                    measured.path("appends").asLong()));
                }
            }
            number++;
        }
        return environment;
    }

    /** Nested objects become lines whose names are joined by blanks, lists one line. */
    private static void flatten(String name, JsonNode node, Map<String, String> lines) {
        if (node.isObject()) {
            node.fields()
                    .forEachRemaining(entry -> flatten(
                            name.isEmpty() ? entry.getKey() : name + " " + entry.getKey(), entry.getValue(), lines));
        } else if (node.isArray()) {
            lines.put(
                    name,
                    StreamSupport.stream(node.spliterator(), false)
                            .map(JsonNode::asText)
                            .collect(Collectors.joining(" ")));
        } else if (!node.isMissingNode()) {
            lines.put(name, node.asText());
        }
    }

    private static String measured(JsonNode sweeps) {
        String start = minutes(sweeps.path(0).path("started_at").asText());
        String end = minutes(last(sweeps).path("ended_at").asText());
        return start.isEmpty() ? "" : start + (end.isEmpty() ? "" : " to " + end) + " UTC";
    }

    private static JsonNode last(JsonNode sweeps) {
        return sweeps.path(sweeps.size() - 1);
    }

    private static String minutes(String instant) {
        return instant.length() < MINUTES_LENGTH
                ? ""
                : instant.substring(0, MINUTES_LENGTH).replace('T', ' ');
    }
}

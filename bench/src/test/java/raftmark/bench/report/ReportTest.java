package raftmark.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import raftmark.bench.analysis.CellSummary;
import raftmark.bench.analysis.Effect;
import raftmark.bench.analysis.Law;
import raftmark.bench.analysis.SweepReport;
import raftmark.bench.analysis.Verdicts;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;
import raftmark.bench.result.ResultsDirectory;
import raftmark.bench.spec.Factor;

class ReportTest {
    private static final int PAGE_BYTES_MAX = 500_000;
    private static final Map<String, String> PARTS = Map.of("N/S", "threads", "C/R₁", "clients", "ceiling", "ceiling");
    private static final Path BARS = Path.of(System.getProperty("raftmark.home"), "results", "reference", "bars");

    @TempDir
    private Path directory;

    private static JsonNode embedded(String html) throws IOException {
        String open = "<script type=\"application/json\" id=\"data\">";
        int start = html.indexOf(open) + open.length();
        return new ObjectMapper().readTree(html.substring(start, html.indexOf("</script>", start)));
    }

    private JsonNode dataOf(Path... directories) throws IOException {
        return embedded(Report.html(List.of(directories)));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static void assertSelfContained(String html) {
        assertThat(Pattern.compile("https?://[\\w.]+")
                        .matcher(html)
                        .results()
                        .map(MatchResult::group)
                        .distinct())
                .as("uPlot's banner and the name of SVG, which no browser asks for")
                .isSubsetOf("https://github.com", "http://www.w3.org");
        assertThat(html).contains("default-src 'none'").doesNotContain("@import", " src=", " href=", "url(");
    }

    @Test
    void thePageOfTheReferenceResultsNeedsNothingElse() throws Exception {
        Path page = directory.resolve("page.html");
        Report.write(List.of(BARS), page);

        String html = Files.readString(page);
        assertSelfContained(html);
        assertThat(html)
                .contains("uPlot")
                .contains("Permission is hereby granted")
                .doesNotContain("{{");
        assertThat(Files.size(page)).isLessThan(PAGE_BYTES_MAX);
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
        JsonNode data = embedded(html);
        assertThat(data.at("/directories/0/runs").asInt()).isEqualTo(25);
        assertThat(data.at("/directories/0/label").asText()).isEqualTo("bars");
        assertThat(data.at("/configurations")).hasSize(5);
    }

    @Test
    void figuresAreThoseOfTheTableToTheLastDigit() throws Exception {
        List<ResultRow> rows = SyntheticResults.sweep(3);
        JsonNode data = dataOf(SyntheticResults.write(directory.resolve("sweep"), rows));

        SweepReport report = SweepReport.of(SyntheticResults.QUESTION, rows);
        assertThat(data.get("configurations")).hasSameSizeAs(report.cells());
        for (JsonNode configuration : data.get("configurations")) {
            CellSummary cell = cellOf(report, data, configuration);
            assertThat(configuration.get("valid").asInt()).isEqualTo(3);
            assertThat(configuration.at("/throughputOpsPerSecond/median").doubleValue())
                    .isEqualTo(cell.throughput().orElseThrow());
            assertThat(configuration.at("/p50Micros/median").doubleValue())
                    .isEqualTo(cell.median(Column.LATENCY_P50_MICROS).orElseThrow());
            assertMedian(configuration.at("/p99Micros/median"), cell, Column.LATENCY_P99_MICROS);
            assertMedian(configuration.at("/p999Micros/median"), cell, Column.LATENCY_P999_MICROS);
            assertThat(configuration.get("heldSeconds").doubleValue())
                    .isEqualTo(cell.handlerSecondsPerOperation().orElseThrow());
            Law law = Law.of(cell, report.cells()).orElseThrow();
            assertThat(configuration.at("/law/" + PARTS.get(law.binding())).doubleValue())
                    .isEqualTo(law.bound());
            assertThat(configuration.at("/law/binds").asText()).isEqualTo(law.binding());
            List<Double> runs = new ArrayList<>();
            configuration.at("/throughputOpsPerSecond/runs").forEach(run -> runs.add(run.doubleValue()));
            assertThat(runs)
                    .containsExactly(Arrays.stream(cell.figures(Column.THROUGHPUT_OPS_PER_SECOND))
                            .boxed()
                            .toArray(Double[]::new));
        }
        String text = report.text();
        assertThat(texts(data.at("/directories/0/answer")))
                .hasSizeGreaterThan(3)
                .allSatisfy(line -> assertThat(text).contains("* " + line));
        assertThat(data.at("/directories/0/question").asText()).isEqualTo(SyntheticResults.QUESTION);
        assertThat(texts(data.at("/directories/0/notes"))).isEmpty();
        assertThat(data.at("/directories/0/terms/1534253f/workload").asText()).isEqualTo("put");
        assertThat(data.at("/directories/0/measured").asText()).isEqualTo("2026-11-24 02:03 to 2026-11-24 02:13 UTC");
    }

    private static void assertMedian(JsonNode median, CellSummary cell, Column column) {
        if (cell.median(column).isPresent()) {
            assertThat(median.doubleValue()).isEqualTo(cell.median(column).getAsDouble());
        } else {
            assertThat(median.isMissingNode()).isTrue();
        }
    }

    private static CellSummary cellOf(SweepReport report, JsonNode data, JsonNode configuration) {
        JsonNode series = data.get("series").get(configuration.get("series").asInt());
        return report.cells().stream()
                .filter(cell -> cell.clients() == configuration.get("clients").asInt()
                        && cell.level(Factor.BACKEND)
                                .equals(series.get("backend").asText())
                        && cell.level(Factor.HANDLER)
                                .equals(series.get("handler").asText())
                        && cell.level(Factor.SERVER_THREADS)
                                .equals(configuration.get("threads").asText()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void verdictsAreThoseOfTheAnswerAndTheCurveIsTheFit() throws Exception {
        List<ResultRow> rows = SyntheticResults.onCurve(940, 0.018, 0.0003);
        JsonNode data = dataOf(SyntheticResults.write(directory.resolve("curve"), rows));

        Verdicts.Series series =
                Verdicts.of(SweepReport.of("", rows).cells()).series().get(0);
        JsonNode verdict = data.at("/threadVerdicts/0");
        assertThat(data.get("threadVerdicts")).hasSize(1);
        assertThat(verdict.get("fewest").asInt()).isEqualTo(1);
        assertThat(verdict.get("most").asInt()).isEqualTo(64);
        assertThat(verdict.get("enough").asText()).isEqualTo(series.knee().level(Factor.SERVER_THREADS));
        assertThat(verdict.at("/throughput/verdict").asText()).isEqualTo("helps");
        Effect effect = series.level(series.best()).orElseThrow().throughput();
        assertThat(verdict.at("/throughput/ratio").doubleValue())
                .isEqualTo(effect.ratio().orElseThrow());
        assertThat(verdict.at("/throughput/base").doubleValue())
                .isEqualTo(effect.baseMedian().orElseThrow());
        assertThat(verdict.at("/fit/lambda").doubleValue()).isCloseTo(940, withinPercentage(0.1));
        assertThat(verdict.at("/fit/sigma").doubleValue()).isCloseTo(0.018, withinPercentage(1));
        assertThat(verdict.at("/fit/kappa").doubleValue()).isCloseTo(0.0003, withinPercentage(1));
        assertThat(verdict.get("fitText").asText()).isEqualTo(series.curve().text());
    }

    @Test
    void anOpenLoopHasResponseTimesBesideItsServiceTimesAndTellsMissedTargets() throws Exception {
        JsonNode data = dataOf(SyntheticResults.write(directory.resolve("open"), SyntheticResults.openLoop(3)));

        assertThat(data.get("configurations")).hasSize(10);
        JsonNode at90 = named(data, 90, 16);
        assertThat(at90.get("valid").asInt()).isEqualTo(3);
        assertThat(at90.at("/open/targetOpsPerSecond").doubleValue()).isEqualTo(3600);
        assertThat(at90.at("/open/arrivals").asText()).isEqualTo("poisson");
        assertThat(at90.at("/open/responseP99Micros/median").doubleValue()).isCloseTo(52_000, withinPercentage(0.1));
        assertThat(at90.at("/p99Micros/median").doubleValue()).isEqualTo(5200);
        assertThat(at90.at("/open/sendLagP99Micros").doubleValue()).isEqualTo(120);
        assertThat(at90.at("/law").isMissingNode()).isTrue();
        JsonNode missed = named(data, 110, 16);
        assertThat(missed.get("valid").asInt()).isZero();
        assertThat(missed.get("invalid").asInt()).isEqualTo(3);
        assertThat(missed.at("/open/responseP99Micros/median").isMissingNode()).isTrue();
        assertThat(missed.at("/open/achievedOpsPerSecond").doubleValue()).isEqualTo(4400);
        // All of them are one line a number of threads: the rate is the axis.
        assertThat(data.get("series")).hasSize(1);
    }

    private static JsonNode named(JsonNode data, int percent, int threads) {
        return StreamSupport.stream(data.get("configurations").spliterator(), false)
                .filter(configuration ->
                        configuration.at("/open/targetLoadPercent").asInt() == percent
                                && configuration.get("threads").asInt() == threads)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void stagesPoolsAndLaddersAreMediansOverRuns() throws Exception {
        JsonNode data = dataOf(SyntheticResults.write(directory.resolve("ladder"), SyntheticResults.ladder(3)));

        JsonNode echo = data.at("/configurations/0");
        assertThat(echo.at("/stages/handlerWait/mean").doubleValue()).isEqualTo(12);
        assertThat(echo.at("/stages/reply/p99").doubleValue()).isEqualTo(90);
        assertThat(echo.get("operationsPerFsync").doubleValue()).isEqualTo(3.25);
        List<String> pools = texts(data.get("pools"));
        assertThat(pools).contains("grpc-io", "raft-rpc", "<pool>");
        assertThat(echo.at("/poolThreads/" + pools.indexOf("raft-rpc")).intValue())
                .isEqualTo(12);
        JsonNode rungs = data.at("/ladders/0/rungs");
        assertThat(rungs)
                .extracting(rung -> rung.get("rung").asText())
                .containsExactly("echo", "local", "one node", "one process", "processes", "spi");
        assertThat(rungs.at("/2/latencyMicros").doubleValue()).isCloseTo(64e6 / 21_000, withinPercentage(0.01));
        assertThat(rungs.at("/2/moreLatencyMicros").doubleValue())
                .isCloseTo(64e6 / 21_000 - 64e6 / 47_000, withinPercentage(0.01));
        assertThat(rungs.at("/2/standsOn").asText()).isEqualTo("local");
        assertThat(rungs.at("/5/moreLatencyMicros").doubleValue()).isNegative();
    }

    @Test
    void beforeAndAfterAreTheVerdictsOfCompare() throws Exception {
        List<ResultRow> before = SyntheticResults.sweep(3);
        JsonNode data = dataOf(
                SyntheticResults.write(directory.resolve("before"), before),
                SyntheticResults.write(directory.resolve("after"), SyntheticResults.faster(before, "jraft", 1.4)));

        List<JsonNode> throughput = StreamSupport.stream(data.get("changes").spliterator(), false)
                .filter(change -> change.get("figure").asText().equals("throughput_ops_per_second"))
                .toList();
        assertThat(throughput).hasSize(18).allSatisfy(change -> {
            boolean jraft = change.get("configuration").asText().startsWith("jraft");
            assertThat(change.at("/effect/ratio").doubleValue()).isCloseTo(jraft ? 1.4 : 1, withinPercentage(0.01));
            assertThat(change.at("/effect/verdict").asText()).isEqualTo(jraft ? "helps" : "no difference seen");
        });
        assertThat(data.at("/directories/0/compared")).isEmpty();
        assertThat(String.join("\n", texts(data.at("/directories/1/compared"))))
                .contains("base: before", "other: after", "measured at different times");
    }

    @Test
    void curvesComeFromTheMergedHistogramsAsFarAsOperationsCarryThem() throws Exception {
        List<ResultRow> rows = SyntheticResults.sweep(3);
        JsonNode data = dataOf(SyntheticResults.write(directory.resolve("sweep"), rows));

        List<Double> tails = new ArrayList<>();
        data.get("tails").forEach(tail -> tails.add(tail.doubleValue()));
        assertThat(tails).contains(2.0, 10.0, 100.0, 1000.0).isSorted();
        for (JsonNode configuration : data.get("configurations")) {
            // 3 runs of 4 intervals of 1,500 operations: 18,000, enough for p99.9 and not for p99.99.
            int points = configuration.get("curveMicros").size();
            assertThat(tails.get(points - 1)).isBetween(1000.0, 1800.0);
            List<Long> curve = new ArrayList<>();
            configuration.get("curveMicros").forEach(micros -> curve.add(micros.asLong()));
            assertThat(curve).isSorted();
            assertThat(configuration.at("/course/seconds")).hasSize(4);
            assertThat(configuration.at("/course/opsPerSecond/0").doubleValue()).isEqualTo(1500);
            assertThat(configuration.at("/course/p99Micros/0").isNumber()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"100, 5", "500, 1"})
    void fiveHundredRunsFitIntoHalfAMegabyte(int configurations, int repetitions) throws Exception {
        List<ResultRow> rows = SyntheticResults.large(configurations, repetitions);
        Path results = SyntheticResults.write(
                directory.resolve("large"),
                SyntheticResults.QUESTION,
                rows,
                SyntheticResults.histograms(rows, 10, 300));
        Path page = directory.resolve("large.html");

        Report.write(List.of(results), page);

        assertThat(Files.size(page)).isLessThan(PAGE_BYTES_MAX);
        JsonNode data = embedded(Files.readString(page));
        assertThat(data.get("configurations")).hasSize(configurations);
        // Whatever is left out, every configuration has its figures and its curve.
        assertThat(data.get("configurations")).allSatisfy(configuration -> {
            assertThat(configuration.at("/throughputOpsPerSecond/median").isNumber())
                    .isTrue();
            assertThat(configuration.get("curveMicros")).hasSizeGreaterThan(5);
        });
    }

    @Test
    void noLabelBecomesMarkup() throws Exception {
        String hostile = "</script><script>alert(1)</script><!--";
        List<ResultRow> rows = List.of(
                SyntheticResults.row(hostile, "async", 1, 64, 1, 4000, SyntheticResults.OK),
                SyntheticResults.row(hostile, "async", 4, 64, 1, 4100, "INVALID(" + hostile + ")"));
        String html = Report.html(List.of(SyntheticResults.write(
                directory.resolve("hostile"), hostile, rows, SyntheticResults.histograms(rows, 1, 1000))));

        assertThat(html).doesNotContain("<script>alert", "<!--");
        assertThat(html.split("</script>", -1))
                .as("the page's own scripts, the data and uPlot")
                .hasSize(14);
        JsonNode data = embedded(html);
        assertThat(data.at("/series/0/backend").asText()).isEqualTo(hostile);
        assertThat(data.at("/directories/0/question").asText()).isEqualTo(hostile);
        assertThat(data.at("/directories/0/invalid/0/verdict").asText()).contains(hostile);
    }

    @Test
    void aSweepWithoutAValidRunSaysSoAndWhy() throws Exception {
        List<ResultRow> rows = List.of(
                SyntheticResults.row("jraft", "async", 1, 64, 1, 4000, "INVALID(1 leader change)"),
                SyntheticResults.row("jraft", "async", 4, 64, 1, 4000, "INVALID(steal)"));
        JsonNode data = dataOf(SyntheticResults.write(directory.resolve("invalid"), rows));

        assertThat(texts(data.at("/directories/0/answer")))
                .containsExactly("Not one run is valid, so there is no answer. Why not stands below.");
        assertThat(data.at("/directories/0/valid").asInt()).isZero();
        assertThat(data.at("/directories/0/invalid")).hasSize(2);
        assertThat(data.at("/directories/0/invalid/0/verdict").asText()).isEqualTo("INVALID(1 leader change)");
        assertThat(data.at("/directories/0/invalid/0/configuration").asText())
                .isEqualTo("jraft, async fixed 1, 64 clients");
        assertThat(data.at("/configurations/0/throughputOpsPerSecond/median").isMissingNode())
                .isTrue();
        assertThat(data.at("/configurations/0/course").isMissingNode()).isTrue();
    }

    @Test
    void anEmptySweepAndHalfWrittenRunsAreSaid() throws Exception {
        JsonNode empty = dataOf(SyntheticResults.write(directory.resolve("empty"), List.of()));
        assertThat(texts(empty.at("/directories/0/answer")))
                .containsExactly("No run was made: there is nothing to say.");
        assertThat(empty.get("configurations")).isEmpty();

        List<ResultRow> rows = new ArrayList<>(SyntheticResults.sweep(1));
        Path results = SyntheticResults.write(directory.resolve("half"), rows);
        rows.add(ResultRow.builder()
                .put(Column.RUN_ID, "begun")
                .put(Column.REPETITION, 1)
                .put(Column.CLIENTS, 64)
                .put(Column.OPERATION, "put")
                .build());
        Files.writeString(results.resolve(ResultsDirectory.RUNS), SyntheticResults.csv(rows));
        Files.writeString(
                results.resolve(ResultsDirectory.ENVIRONMENT),
                Files.readString(results.resolve(ResultsDirectory.ENVIRONMENT))
                        .replace("\"interrupted\": false", "\"interrupted\": true"));
        JsonNode half = dataOf(results);
        assertThat(String.join("\n", texts(half.at("/directories/0/notes"))))
                .contains("1 run(s) in runs.csv are half-written")
                .contains("interrupted");
        assertThat(texts(half.at("/directories/0/answer"))).contains("One repetition only: differences may be noise.");
    }

    @Test
    void severalDirectoriesStandSideBySide() throws Exception {
        Path before = SyntheticResults.write(directory.resolve("a/sweep"), SyntheticResults.sweep(2));
        Path after = SyntheticResults.write(directory.resolve("b/sweep"), SyntheticResults.sweep(3));

        JsonNode data = dataOf(before, after);

        assertThat(data.at("/directories/0/label").asText()).isEqualTo("sweep");
        assertThat(data.at("/directories/1/label").asText()).isEqualTo("sweep (2)");
        assertThat(data.get("series")).hasSize(8);
        assertThat(data.get("series"))
                .extracting(series -> series.get("label").asText())
                .contains("sweep · jraft · blocking fixed", "sweep (2) · jraft · blocking fixed");
        assertThat(data.at("/configurations/0/valid").asInt()).isEqualTo(2);
        assertThat(data.at("/configurations/18/valid").asInt()).isEqualTo(3);
    }

    private void assertRefused(String file, String content, String... expected) throws IOException {
        Path results = SyntheticResults.write(directory.resolve("broken"), SyntheticResults.sweep(1));
        Files.writeString(results.resolve(file), content);
        assertThatThrownBy(() -> Report.html(List.of(results)))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(expected);
    }

    @Test
    void brokenDirectoriesAreRefusedWithTheFileAndAWayOut() throws Exception {
        List<ResultRow> rows = SyntheticResults.sweep(1);
        assertRefused(
                ResultsDirectory.RUNS,
                SyntheticResults.csv(rows).replace(",64,", ",many,"),
                "runs.csv",
                "something else than a number",
                "many");
        String csv = SyntheticResults.csv(rows);
        String log = SyntheticResults.histograms(rows, 1, 100);
        assertRefused(ResultsDirectory.RUNS, csv.substring(0, csv.length() - 9), "runs.csv", "--resume");
        assertRefused(
                ResultsDirectory.RUNS, csv.replaceFirst("schema_version", "version"), "runs.csv", "another version");
        assertRefused(ResultsDirectory.RUNS, csv.replace(",3.1,", ",fast,"), "runs.csv", "fast");
        assertRefused(ResultsDirectory.HISTOGRAMS, log.substring(0, log.length() - 90), "latency.hlog:", "--resume");
        assertRefused(ResultsDirectory.HISTOGRAMS, "", "latency.hlog", "another version");
        assertRefused(ResultsDirectory.ENVIRONMENT, "{\"schema_version\": 1, \"env", "environment.json", "cut");
        assertRefused(ResultsDirectory.ENVIRONMENT, "{\"schema_version\": 0}", "environment.json", "schema '0'");
        assertRefused(ResultsDirectory.EXPERIMENT, "", "experiment.yaml", "cut or empty");
        assertThatThrownBy(() -> Report.html(List.of(directory.resolve("nowhere"))))
                .hasMessageContaining("nowhere is no result directory: experiment.yaml is missing");
        Path here = SyntheticResults.write(directory.resolve("whole"), rows);
        assertThatThrownBy(() -> Report.write(List.of(here), directory))
                .hasMessageContaining("is a directory: give the name of a file");
        assertThatThrownBy(() -> Report.write(List.of(here), directory.resolve("no/where.html")))
                .hasMessageContaining("there is no directory");
    }
}

package raftmark.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import raftmark.bench.analysis.CellSummary;
import raftmark.bench.analysis.Law;
import raftmark.bench.analysis.SweepReport;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;
import raftmark.bench.result.ResultsDirectory;
import raftmark.bench.spec.Factor;

class ReportTest {
    private static final int PAGE_BYTES_MAX = 500_000;
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
            assertThat(configuration.at("/throughput/median").doubleValue())
                    .isEqualTo(cell.throughput().orElseThrow());
            assertThat(configuration.at("/p50/median").doubleValue())
                    .isEqualTo(cell.median(Column.LATENCY_P50_MICROS).orElseThrow());
            assertMedian(configuration.at("/p99/median"), cell, Column.LATENCY_P99_MICROS);
            assertMedian(configuration.at("/p999/median"), cell, Column.LATENCY_P999_MICROS);
            assertThat(configuration.get("heldSeconds").doubleValue())
                    .isEqualTo(cell.handlerSecondsPerOperation().orElseThrow());
            Law law = Law.of(cell, report.cells()).orElseThrow();
            assertThat(configuration.at("/law/opsPerSecond").doubleValue()).isEqualTo(law.bound());
            assertThat(configuration.at("/law/share").doubleValue()).isEqualTo(law.share());
            assertThat(configuration.at("/law/binds").asText()).isEqualTo(law.binding());
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
            assertThat(median.isNull()).isTrue();
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
    void curvesComeFromTheMergedHistogramsAsFarAsOperationsCarryThem() throws Exception {
        List<ResultRow> rows = SyntheticResults.sweep(3);
        JsonNode data = dataOf(SyntheticResults.write(directory.resolve("sweep"), rows));

        List<Double> tails = new ArrayList<>();
        data.get("tails").forEach(tail -> tails.add(tail.doubleValue()));
        assertThat(tails).contains(2.0, 10.0, 100.0, 1000.0).isSorted();
        for (JsonNode configuration : data.get("configurations")) {
            // 3 runs of 4 intervals of 1,500 operations: 18,000, enough for p99.9 and not for p99.99.
            int points = configuration.get("curve").size();
            assertThat(tails.get(points - 1)).isBetween(1000.0, 1800.0);
            List<Long> curve = new ArrayList<>();
            configuration.get("curve").forEach(micros -> curve.add(micros.asLong()));
            assertThat(curve).isSorted();
            assertThat(configuration.at("/course/seconds")).hasSize(4);
            assertThat(configuration.at("/course/opsPerSecond/0").doubleValue()).isEqualTo(1500);
            assertThat(configuration.at("/course/p99/0").isNull()).isFalse();
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
                SyntheticResults.histograms(rows, 20, 300));
        Path page = directory.resolve("large.html");

        Report.write(List.of(results), page);

        assertThat(Files.size(page)).isLessThan(PAGE_BYTES_MAX);
        assertThat(embedded(Files.readString(page)).get("configurations")).hasSize(configurations);
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
                .as("the page's own five scripts")
                .hasSize(6);
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
        assertThat(data.at("/configurations/0/throughput/median").isNull()).isTrue();
        assertThat(data.at("/configurations/0/course").isNull()).isTrue();
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

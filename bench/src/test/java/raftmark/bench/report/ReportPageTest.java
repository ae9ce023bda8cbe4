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
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;
import raftmark.bench.result.ResultsDirectory;

/** The page as a file: what it needs, how large it is, what it does with hostile texts and broken directories. */
class ReportPageTest {
    private static final int PAGE_BYTES_MAX = 500_000;
    private static final Path BARS = Path.of(System.getProperty("raftmark.home"), "results", "reference", "bars");

    @TempDir
    private Path directory;

    /** The data of a page. */
    static JsonNode embedded(String html) throws IOException {
        String open = "<script type=\"application/json\" id=\"data\">";
        int start = html.indexOf(open) + open.length();
        return new ObjectMapper().readTree(html.substring(start, html.indexOf("</script>", start)));
    }

    private JsonNode dataOf(Path... directories) throws IOException {
        return embedded(Report.html(List.of(directories)));
    }

    /** A list of texts in the data. */
    static List<String> texts(JsonNode list) {
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

    @ParameterizedTest
    @CsvSource({"100, 5, false", "500, 1, false", "100, 5, true"})
    void fiveHundredRunsFitIntoHalfAMegabyte(int configurations, int repetitions, boolean open) throws Exception {
        List<ResultRow> closed = SyntheticResults.large(configurations, repetitions);
        List<ResultRow> rows = open ? SyntheticResults.asOpenLoops(closed) : closed;
        Path results = SyntheticDirectory.write(
                directory.resolve("large"), SyntheticResults.QUESTION, rows, SyntheticDirectory.histograms(rows, 10));
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
            assertThat(configuration.at("/open/responseCurveMicros").size() > 5).isEqualTo(open);
        });
    }

    @Test
    void noLabelBecomesMarkup() throws Exception {
        String hostile = "</script><script>alert(1)</script><!--";
        List<ResultRow> rows = List.of(
                SyntheticResults.row(hostile, "async", 1, 64, 1, 4000, SyntheticResults.OK),
                SyntheticResults.row(hostile, "async", 4, 64, 1, 4100, "INVALID(" + hostile + ")"));
        String html = Report.html(List.of(SyntheticDirectory.write(
                directory.resolve("hostile"), hostile, rows, SyntheticDirectory.histograms(rows, 1))));

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
    void aPageThatStaysTooLargeSaysSoAndWhatToDo() throws Exception {
        List<ResultRow> rows = SyntheticResults.ofValueSizes(300);
        Path results = SyntheticDirectory.write(
                directory.resolve("huge"), SyntheticResults.QUESTION, rows, SyntheticDirectory.histograms(rows, 1));
        Path page = directory.resolve("huge.html");

        assertThat(Report.write(List.of(results), page).orElseThrow())
                .contains("huge.html has ", " KB, more than the 500 KB", "Give fewer directories");

        assertThat(Files.size(page)).isGreaterThan(PAGE_BYTES_MAX);
        assertThat(embedded(Files.readString(page)).get("tooLarge").asBoolean()).isTrue();
        assertThat(Report.write(List.of(BARS), page)).isEmpty();
        assertThat(embedded(Files.readString(page)).get("tooLarge").asBoolean()).isFalse();
    }

    @Test
    void anEmptySweepAndHalfWrittenRunsAreSaid() throws Exception {
        JsonNode empty = dataOf(SyntheticDirectory.write(directory.resolve("empty"), List.of()));
        assertThat(texts(empty.at("/directories/0/answer")))
                .containsExactly("No run was made: there is nothing to say.");
        assertThat(empty.get("configurations")).isEmpty();

        List<ResultRow> rows = new ArrayList<>(SyntheticResults.sweep(1));
        Path results = SyntheticDirectory.write(directory.resolve("half"), rows);
        rows.add(ResultRow.builder()
                .put(Column.RUN_ID, "begun")
                .put(Column.REPETITION, 1)
                .put(Column.CLIENTS, 64)
                .put(Column.OPERATION, "put")
                .build());
        Files.writeString(results.resolve(ResultsDirectory.RUNS), SyntheticDirectory.csv(rows));
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
    void runsThatTheHistogramLogLacksAreCounted() throws Exception {
        List<ResultRow> rows = SyntheticResults.sweep(3);
        List<ResultRow> logged = rows.stream()
                .filter(row -> !row.get(Column.REPETITION).equals("2"))
                .toList();
        JsonNode data = dataOf(SyntheticDirectory.write(
                directory.resolve("lacking"),
                SyntheticResults.QUESTION,
                rows,
                SyntheticDirectory.histograms(logged, 2)));
        assertThat(texts(data.at("/directories/0/notes")))
                .containsExactly("latency.hlog lacks all or a part of " + rows.size() / 3 + " of " + rows.size()
                        + " valid runs: latency by percentile and over time are drawn of the others.");
    }

    @Test
    void aRunOfWhichTheHistogramLogHasAPartIsNotDrawn() throws Exception {
        List<ResultRow> rows = SyntheticResults.sweep(3);
        String whole = SyntheticDirectory.histograms(rows, 2);
        JsonNode cut = dataOf(SyntheticDirectory.write(
                directory.resolve("cut"),
                SyntheticResults.QUESTION,
                rows,
                whole.substring(0, whole.lastIndexOf("Tag="))));
        assertThat(texts(cut.at("/directories/0/notes")))
                .containsExactly("latency.hlog lacks all or a part of 1 of " + rows.size()
                        + " valid runs: latency by percentile and over time are drawn of the others.");
        JsonNode without = dataOf(SyntheticDirectory.write(
                directory.resolve("without"),
                SyntheticResults.QUESTION,
                rows,
                SyntheticDirectory.histograms(rows.subList(0, rows.size() - 1), 2)));
        assertThat(cut.get("configurations")).isEqualTo(without.get("configurations"));
    }

    private void assertRefused(String file, String content, String... expected) throws IOException {
        Path results = SyntheticDirectory.write(directory.resolve("broken"), SyntheticResults.sweep(1));
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
                SyntheticDirectory.csv(rows).replace(",64,", ",many,"),
                "runs.csv",
                "something else than a number",
                "many");
        String csv = SyntheticDirectory.csv(rows);
        String log = SyntheticDirectory.histograms(rows, 1);
        assertRefused(ResultsDirectory.RUNS, csv.substring(0, csv.length() - 9), "runs.csv", "--resume");
        assertRefused(
                ResultsDirectory.RUNS, csv.replaceFirst("schema_version", "version"), "runs.csv", "another version");
        assertRefused(ResultsDirectory.RUNS, csv.replace(",3.1,", ",fast,"), "runs.csv", "fast");
        assertRefused(ResultsDirectory.HISTOGRAMS, log.substring(0, log.length() - 90), "latency.hlog:", "--resume");
        assertRefused(ResultsDirectory.HISTOGRAMS, "", "latency.hlog", "another version");
        Path histograms = directory.resolve("binary");
        SyntheticDirectory.write(histograms, SyntheticResults.sweep(1));
        Files.write(
                histograms.resolve(ResultsDirectory.HISTOGRAMS), new byte[] {'#', '[', (byte) 0xff, (byte) 0xfe, '\n'});
        assertThatThrownBy(() -> Report.html(List.of(histograms)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("latency.hlog is no UTF-8 text");
        assertRefused(ResultsDirectory.ENVIRONMENT, "{\"schema_version\": 1, \"env", "environment.json", "cut");
        assertRefused(ResultsDirectory.ENVIRONMENT, "{\"schema_version\": 0}", "environment.json", "schema '0'");
        assertRefused(ResultsDirectory.EXPERIMENT, "", "experiment.yaml", "cut or empty");
        assertThatThrownBy(() -> Report.html(List.of(directory.resolve("nowhere"))))
                .hasMessageContaining("nowhere is no result directory: experiment.yaml is missing");
        Path here = SyntheticDirectory.write(directory.resolve("whole"), rows);
        assertThatThrownBy(() -> Report.write(List.of(here), directory))
                .hasMessageContaining("is a directory: give the name of a file");
        assertThatThrownBy(() -> Report.write(List.of(here), directory.resolve("no/where.html")))
                .hasMessageContaining("there is no directory");
    }
}

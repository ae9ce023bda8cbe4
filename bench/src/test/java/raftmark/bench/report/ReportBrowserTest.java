package raftmark.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.bench.result.ResultRow;

/** The page in a browser: Debian's {@code chromium}; skipped with a message where that is absent. */
class ReportBrowserTest {
    private static final Pattern FIGURE = Pattern.compile("<figure .*?</figure>", Pattern.DOTALL);
    private static final int SECONDS_MAX = 90;

    @TempDir
    private Path directory;

    private Optional<Path> chromium = Optional.empty();

    @BeforeEach
    void findBrowser() {
        chromium = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(path -> Path.of(path, "chromium"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(chromium.isPresent(), "no chromium on PATH: the report's page was not opened in a browser");
    }

    /** The document after its scripts have run. */
    private String dom(List<ResultRow> rows, String question, String fragment) throws Exception {
        Path results = SyntheticResults.write(
                directory.resolve("results"), question, rows, SyntheticResults.histograms(rows, 4, 1500));
        return domOf(List.of(results), fragment);
    }

    private String domOf(List<Path> results, String fragment) throws IOException, InterruptedException {
        Path page = directory.resolve("page.html");
        Report.write(results, page);
        Path dom = directory.resolve("dom.html");
        List<String> command = new ArrayList<>(List.of(
                chromium.orElseThrow().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--window-size=1200,2000",
                "--virtual-time-budget=4000",
                "--user-data-dir=" + directory.resolve("profile"),
                "--dump-dom",
                page.toUri() + fragment));
        Process browser = new ProcessBuilder(command)
                .redirectOutput(dom.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(browser.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        } finally {
            browser.destroyForcibly().waitFor();
        }
        String text = Files.readString(dom);
        String html = text.substring(text.indexOf("<html"), text.indexOf('>', text.indexOf("<html")));
        assertThat(html).as("the script came to its end, and nothing failed").contains("data-ready=\"true\"");
        assertThat(html).contains("data-errors=\"0\"");
        return text;
    }

    private static List<String> drawn(String dom) {
        List<String> figures =
                FIGURE.matcher(dom).results().map(MatchResult::group).toList();
        return figures.stream()
                .filter(figure -> figure.substring(0, figure.indexOf('>')).contains("data-drawn=\"true\""))
                .toList();
    }

    @Test
    void everyPictureOfASweepIsDrawnAndHasItsTable() throws Exception {
        String dom = dom(SyntheticResults.sweep(3), SyntheticResults.QUESTION, "");

        assertThat(drawn(dom)).hasSize(5).allSatisfy(figure -> {
            assertThat(figure).containsAnyOf("<canvas", "class=\"bar\"");
            assertThat(figure).contains("<table", "download=\"raftmark-", "href=\"blob:");
        });
        assertThat(dom)
                .contains("data-clients=\"64\"")
                .contains("class=\"who\">jraft, blocking handlers, 64 clients:")
                .contains("class=\"filters\"");
        // 2 backends x 2 styles x 4 numbers of threads, and the line of headings.
        String table = drawn(dom).get(0);
        assertThat(table).contains("median over runs");
        assertThat(table.split("<tr>", -1)).hasSize(1 + 1 + 16);
    }

    @Test
    void theChoiceOfFactorsChangesThePictures() throws Exception {
        String dom = dom(SyntheticResults.sweep(3), SyntheticResults.QUESTION, "#clients=64&without-backend=ratis");
        assertThat(drawn(dom).get(0)).contains("jraft · async fixed").doesNotContain("ratis");

        String oneClient = dom(SyntheticResults.sweep(3), SyntheticResults.QUESTION, "#clients=1");
        assertThat(oneClient)
                .contains("data-clients=\"1\"")
                .contains("No configuration here was measured with more than one number of handler threads (1)");
    }

    @Test
    void severalLoadsMakeAGrid() throws Exception {
        List<ResultRow> rows = new ArrayList<>(SyntheticResults.sweep(1));
        for (int threads : new int[] {1, 4, 16}) {
            rows.add(SyntheticResults.row("jraft", "blocking", threads, 16, 1, 300 * threads, SyntheticResults.OK));
        }
        String dom = dom(rows, SyntheticResults.QUESTION, "#clients=all");

        assertThat(drawn(dom)).hasSize(6);
        assertThat(dom)
                .contains("class=\"heat\"")
                .contains("jraft · blocking fixed · 16 clients")
                .contains("One repetition only: no range can be drawn, and differences may be noise.</p>");
    }

    @Test
    void aHostileLabelIsShownAsText() throws Exception {
        String hostile = "<script>document.documentElement.dataset.hostile='yes'</script>";
        List<ResultRow> rows = new ArrayList<>();
        for (int threads : new int[] {1, 4}) {
            rows.add(SyntheticResults.row(hostile, "async", threads, 64, 1, 4000, SyntheticResults.OK));
            rows.add(SyntheticResults.row(hostile, "async", threads, 64, 2, 4000, "INVALID(" + hostile + ")"));
        }
        String dom = dom(rows, hostile, "");

        assertThat(dom.substring(0, dom.indexOf("<body"))).doesNotContain("data-hostile");
        assertThat(dom)
                .contains("&lt;script&gt;document.documentElement.dataset.hostile='yes'&lt;/script&gt; · async fixed");
        assertThat(drawn(dom)).hasSize(5);
    }

    @Test
    void wherePicturesWouldPretendThereIsASentence() throws Exception {
        String invalid = dom(
                List.of(SyntheticResults.row("jraft", "async", 1, 64, 1, 4000, "INVALID(steal)")),
                SyntheticResults.QUESTION,
                "");
        assertThat(invalid)
                .contains("<p>Not one run is valid, so there is no picture")
                .doesNotContain("<canvas");

        String bars = domOf(List.of(Path.of(System.getProperty("raftmark.home"), "results", "reference", "bars")), "");
        assertThat(drawn(bars).get(0))
                .contains("No configuration here was measured with more than one number of handler threads (8)")
                .contains("Throughput by configuration instead");
        assertThat(drawn(bars))
                .hasSize(4)
                .allSatisfy(figure -> assertThat(figure).containsAnyOf("<canvas", "class=\"bar\""));
    }
}

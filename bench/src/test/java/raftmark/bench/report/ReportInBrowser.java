package raftmark.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import raftmark.bench.result.ResultRow;

/** A test of the page in a browser: Debian's {@code chromium}; skipped with a message where that is absent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReportInBrowser {
    /** Line charts that results of every kind have. */
    static final List<String> LINES = List.of("throughput", "latency", "percentiles", "course", "load", "responses");

    /** Pictures of bars that they have. */
    static final List<String> BARS = List.of("ladder", "stages", "cpu", "pools");

    static final int DESKTOP = 1200;

    @TempDir
    static Path directory;

    private Optional<Browser> browser = Optional.empty();

    @BeforeAll
    void startBrowser() throws Exception {
        Optional<Path> chromium = Browser.chromium();
        assumeTrue(chromium.isPresent(), "no chromium on PATH: the report's page was not opened in a browser");
        browser = Optional.of(new Browser(chromium.orElseThrow(), directory.resolve("profile")));
    }

    @AfterAll
    void closeBrowser() throws Exception {
        if (browser.isPresent()) {
            browser.get().close();
        }
    }

    Path sweep(String name, String question, List<ResultRow> rows) throws Exception {
        return SyntheticDirectory.write(
                directory.resolve(name), question, rows, SyntheticDirectory.histograms(rows, 4));
    }

    Browser open(List<Path> results, String fragment, int width, boolean dark) throws Exception {
        Path page = directory.resolve("page.html");
        Report.write(results, page);
        Browser opened = browser.orElseThrow();
        opened.open(page.toUri() + fragment, width, dark);
        assertFaultless(opened);
        return opened;
    }

    Browser open(List<ResultRow> rows, String fragment) throws Exception {
        return open(List.of(sweep("results", SyntheticResults.QUESTION, rows)), fragment, DESKTOP, false);
    }

    static void assertFaultless(Browser opened) throws Exception {
        assertThat(opened.problems()).isEmpty();
        assertThat(opened.evaluate(
                                "document.documentElement.dataset.errors + (document.documentElement.dataset.error || '')")
                        .asText())
                .isEqualTo("0");
    }

    static List<String> drawn(Browser opened) throws Exception {
        return texts(opened.evaluate("[...document.querySelectorAll('figure[data-drawn]')].map(figure => figure.id)"));
    }

    static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    static String text(Browser opened, String selector) throws Exception {
        return opened.evaluate(
                        "[...document.querySelectorAll('" + selector + "')].map(node => node.textContent).join('\\n')")
                .asText();
    }
}

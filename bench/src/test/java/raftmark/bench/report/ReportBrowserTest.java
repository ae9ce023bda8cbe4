package raftmark.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;

/** The page's pictures in a browser: that they are drawn, wherever they are looked at, and say what they must not hide. */
class ReportBrowserTest extends ReportInBrowser {
    private static final int PHONE = 390;

    /** How many pixels of each canvas of a figure are of the colour of something that was drawn, and not of grid or text. */
    private static final String COLOURED = """
            [...document.querySelectorAll('#%s canvas')].map(canvas => {
              const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              let coloured = 0;
              for (let i = 0; i < data.length; i += 4) {
                const [r, g, b, a] = data.slice(i, i + 4);
                coloured += a > 128 && Math.max(r, g, b) - Math.min(r, g, b) > 60 ? 1 : 0;
              }
              return coloured;
            })
            """;

    @ParameterizedTest
    @CsvSource({"1200, false", "1200, true", "390, false", "390, true"})
    void everyPictureIsDrawnAndHasItsTableInLightAndDarkAndOnAPhone(int width, boolean dark) throws Exception {
        Browser opened =
                open(List.of(sweep("all", SyntheticResults.QUESTION, SyntheticResults.everything(3))), "", width, dark);

        assertThat(drawn(opened))
                .containsAll(LINES)
                .containsAll(BARS)
                .contains("grid")
                .hasSize(LINES.size() + BARS.size() + 1);
        for (String figure : LINES) {
            assertThat(opened.evaluate(COLOURED.formatted(figure)))
                    .as(figure)
                    .isNotEmpty()
                    .allSatisfy(pixels -> assertThat(pixels.asInt()).isGreaterThan(150));
        }
        for (String figure : BARS) {
            assertThat(opened.evaluate("[...document.querySelectorAll('#" + figure
                                    + " .bar')].filter(bar => bar.getBoundingClientRect().width > 8).length")
                            .asInt())
                    .as(figure)
                    .isGreaterThan(3);
        }
        assertThat(text(opened, "#grid td")).contains("4,104");
        assertThat(opened.evaluate("[...document.querySelectorAll('figure[data-drawn]')].every(figure =>"
                                + " figure.querySelector('details table tbody tr')"
                                + " && figure.querySelector('a[download]').href.startsWith('blob:'))")
                        .asBoolean())
                .isTrue();
        assertThat(opened.evaluate("document.documentElement.scrollWidth").asInt())
                .as("nothing juts out to the side")
                .isLessThanOrEqualTo(width);
        assertThat(opened.evaluate("getComputedStyle(document.body).backgroundColor")
                        .asText())
                .isEqualTo(dark ? "rgb(20, 23, 27)" : "rgb(255, 255, 255)");
        assertThat(opened.requests())
                .as("the page asks for itself alone")
                .isNotEmpty()
                .allMatch(url -> url.startsWith("file:") || url.startsWith("about:") || url.startsWith("data:"));
    }

    @Test
    void aRunOfAnOpenLoopIsShownOverTimeByItsResponseTimes() throws Exception {
        Browser opened = open(SyntheticResults.openLoop(3), "");

        assertThat(drawn(opened)).contains("course");
        assertThat(text(opened, "#course option"))
                .contains("jraft · async fixed", "256 clients at most · open loop at 90 %");
        assertThat(text(opened, "#course .caption")).contains("Latency is response time, from when a request was due.");
        assertThat(text(opened, "#responses .caption"))
                .contains("sent late by more than 0.12 ms")
                .contains("3 runs are INVALID and not drawn")
                .contains("at 110 % (2,200 ops/s)");
    }

    @Test
    void severalDirectoriesAreBeforeAndAfter() throws Exception {
        List<ResultRow> before = SyntheticResults.sweep(3);
        Path base = sweep("before", "What was it?", before);
        Path other = sweep("after", "What is it?", SyntheticResults.faster(before, "jraft", 1.4));

        Browser opened = open(List.of(base, other), "", DESKTOP, false);

        assertThat(drawn(opened).get(0)).isEqualTo("changes");
        assertThat(text(opened, "#changes .total"))
                .contains("×1.40 (1.", "helps")
                .contains("×1.00", "no difference seen");
        assertThat(text(opened, "header")).contains("What was it?", "What is it?");
        assertThat(text(opened, "section li")).contains("the two were measured at different times");
    }

    @Test
    void theFittedCurveIsDrawnAndNamed() throws Exception {
        Browser opened = open(SyntheticResults.onCurve(940, 0.018, 0.0003), "");

        assertThat(text(opened, "#throughput .caption"))
                .contains("Dotted: jraft · blocking fixed, USL-form fit over server threads: λ 940 ops/s");
        assertThat(text(opened, "#throughput thead")).contains("fit, ops/s");
        assertThat(text(opened, "#throughput tbody tr:first-child")).contains("940");
    }

    @Test
    void aHostileLabelIsShownAsText() throws Exception {
        String hostile = "<script>document.documentElement.dataset.hostile='yes'</script>";
        List<ResultRow> rows = new ArrayList<>();
        for (int threads : new int[] {1, 4}) {
            rows.add(SyntheticResults.row(hostile, "async", threads, 64, 1, 4000, SyntheticResults.OK));
            rows.add(SyntheticResults.row(hostile, "async", threads, 64, 2, 4000, "INVALID(" + hostile + ")"));
        }
        Browser opened = open(List.of(sweep("hostile", hostile, rows)), "", DESKTOP, false);

        assertThat(opened.evaluate("document.documentElement.dataset.hostile === undefined")
                        .asBoolean())
                .isTrue();
        assertThat(text(opened, ".question")).isEqualTo(hostile);
        assertThat(text(opened, "#throughput tbody")).contains(hostile + " · async fixed");
        assertThat(text(opened, "section td")).contains("INVALID(" + hostile + ")");
        assertThat(drawn(opened)).contains("throughput", "percentiles");
    }

    @Test
    void captionsNameTheLoadsThatArePictured() throws Exception {
        Browser both = open(SyntheticResults.everything(3), "");
        assertThat(text(both, "#throughput .caption")).startsWith("At 64 clients, closed loop. ");
        for (String figure : List.of("stages", "cpu", "pools")) {
            assertThat(text(both, "#" + figure + " .caption"))
                    .as(figure)
                    .startsWith("Closed loops at 64 clients, and open loops. ");
        }
        Browser closed = open(SyntheticResults.sweep(3), "");
        for (String figure : List.of("throughput", "stages", "cpu", "pools")) {
            assertThat(text(closed, "#" + figure + " .caption")).as(figure).startsWith("At 64 clients. ");
        }
    }

    @Test
    void anIntervalThatLeavesThePictureIsSaid() throws Exception {
        assertThat(text(open(SyntheticResults.sweep(3), ""), "#throughput .caption"))
                .contains("95 % interval of their mean")
                .doesNotContain("A bar without a cap");
        List<ResultRow> stray = SyntheticResults.sweep(3).stream()
                .map(row -> row.get(Column.RUN_ID).equals("jraft-async64-64-r2")
                        ? SyntheticResults.copyOf(row)
                                .put(Column.THROUGHPUT_OPS_PER_SECOND, 400)
                                .build()
                        : row)
                .toList();
        assertThat(text(open(stray, ""), "#throughput .caption"))
                .contains("A bar without a cap goes on beyond the picture; the table has its end.");
    }

    @Test
    void aRateOfWhichRunsMissedTheirTargetIsNoPlainFinding() throws Exception {
        List<ResultRow> rows = SyntheticResults.openLoop(3).stream()
                .map(row -> row.get(Column.TARGET_LOAD).equals("90%")
                                && !row.get(Column.REPETITION).equals("1")
                        ? SyntheticResults.copyOf(row)
                                .put(Column.VERDICT, "INVALID(achieved 97.0 % of the target rate, below 99 %)")
                                .build()
                        : row)
                .toList();
        assertThat(text(open(rows, ""), "#load .finding")).endsWith(" ms, there by 1 valid run of 3.");
        assertThat(text(open(SyntheticResults.openLoop(3), ""), "#load .finding"))
                .endsWith(" ms.");
    }

    @Test
    void whereTwinsAloneAreInvalidNoRunIsSaidToBe() throws Exception {
        List<ResultRow> rows = new ArrayList<>(SyntheticResults.sweep(3));
        rows.add(SyntheticResults.copyOf(rows.get(0))
                .put(Column.RUN_ID, rows.get(0).get(Column.RUN_ID) + "-b")
                .put(Column.LABEL, "b")
                .put(Column.VERDICT, "INVALID(steal)")
                .build());
        assertThat(text(open(rows, ""), "section p")).contains("None but twins, which are for the noise floor only:");
    }

    @Test
    void whereAPictureWouldPretendThereIsASentence() throws Exception {
        Browser invalid = open(List.of(SyntheticResults.row("jraft", "async", 1, 64, 1, 4000, "INVALID(steal)")), "");
        assertThat(drawn(invalid)).isEmpty();
        assertThat(text(invalid, "section p")).contains("Not one run is valid, so there is no picture");
        assertThat(text(invalid, "section td")).contains("INVALID(steal)");

        Browser empty = open(List.of(), "");
        assertThat(drawn(empty)).isEmpty();
        assertThat(text(empty, "section p")).contains("No run was made, so there is nothing to draw.");

        Browser single = open(SyntheticResults.sweep(1), "");
        assertThat(text(single, "#throughput .caption"))
                .contains("One repetition only: no range can be drawn, and differences may be noise.");
        assertThat(text(single, "header")).contains("One repetition only").contains("too few runs");

        List<ResultRow> disturbed = SyntheticResults.sweep(3).stream()
                .map(row -> row.get(Column.REPETITION).equals("1")
                        ? row
                        : SyntheticResults.copyOf(row)
                                .put(Column.VERDICT, "INVALID(steal)")
                                .build())
                .toList();
        Browser oneLeft = open(disturbed, "");
        assertThat(text(oneLeft, "#throughput .caption"))
                .contains("No more than one valid run of each: no range can be drawn")
                .doesNotContain("One repetition only", "95 % interval");
        assertThat(text(oneLeft, "header")).contains("No configuration has more than one valid run");

        Browser overloaded = open(
                SyntheticResults.openLoop(1).stream()
                        .filter(row -> !row.isValid())
                        .toList(),
                "");
        assertThat(drawn(overloaded)).isEmpty();
    }

    @Test
    void whatResultsCannotShowIsNamedWithTheExperimentThatGivesIt() throws Exception {
        Browser opened = open(SyntheticResults.ofSchema1(SyntheticResults.sweep(2)), "");

        assertThat(drawn(opened)).containsExactly("throughput", "latency", "percentiles", "course", "cpu");
        assertThat(texts(opened.evaluate(
                        "[...document.querySelectorAll('[data-absent]')].map(item => item.dataset.absent)")))
                .containsExactlyInAnyOrder("grid", "load", "responses", "ladder", "stages", "pools");
        assertThat(text(opened, "#absent"))
                .contains(
                        "bin/raftmark run latency-under-load",
                        "bin/raftmark run cost-ladder",
                        "bin/raftmark run server-threads");

        Path bars = Path.of(System.getProperty("raftmark.home"), "results", "reference", "bars");
        Browser ofBars = open(List.of(bars), "", DESKTOP, false);
        assertThat(drawn(ofBars)).contains("throughput", "ladder").doesNotContain("latency");
        assertThat(text(ofBars, "#throughput .sentence"))
                .contains("No configuration here was measured with more than one number of handler threads (8)");
    }

    @Test
    void aScreenReaderFindsNamesForAllThatCanBeUsedOrSeen() throws Exception {
        Browser opened = open(SyntheticResults.everything(2), "");
        opened.send("Accessibility.enable", "{}");
        JsonNode nodes = opened.send("Accessibility.getFullAXTree", "{}").get("nodes");
        List<String> needName = List.of("checkbox", "combobox", "figure", "image", "img", "link", "region");

        List<JsonNode> named = StreamSupport.stream(nodes.spliterator(), false)
                .filter(node -> !node.path("ignored").asBoolean())
                .filter(node -> needName.contains(node.at("/role/value").asText()))
                .toList();

        assertThat(named)
                .hasSizeGreaterThan(30)
                .allSatisfy(node -> assertThat(node.at("/name/value").asText())
                        .as(node.toString())
                        .isNotBlank());
        assertThat(opened.evaluate("[...document.querySelectorAll('figure table')].every(table =>"
                                + " table.querySelector('th[scope=col]') && table.querySelector('th[scope=row]'))")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void paperIsLightAndHasThePicturesAndTheWords() throws Exception {
        Browser opened =
                open(List.of(sweep("print", SyntheticResults.QUESTION, SyntheticResults.sweep(2))), "", DESKTOP, true);

        byte[] pdf = Base64.getDecoder()
                .decode(opened.send("Page.printToPDF", "{}").get("data").asText());

        assertThat(pdf)
                .startsWith((byte) '%', (byte) 'P', (byte) 'D', (byte) 'F')
                .hasSizeGreaterThan(10_000);
        assertThat(Stream.of("beforeprint", "afterprint")
                        .map(event -> {
                            try {
                                opened.evaluate("dispatchEvent(new Event('" + event + "'))");
                                return opened.evaluate("getComputedStyle(document.body).backgroundColor")
                                        .asText();
                            } catch (Exception failed) {
                                throw new AssertionError(failed);
                            }
                        })
                        .toList())
                .containsExactly("rgb(255, 255, 255)", "rgb(20, 23, 27)");
        String open = "document.querySelectorAll('details.words[open]').length";
        assertThat(opened.evaluate(open).asInt()).isZero();
        opened.evaluate("dispatchEvent(new Event('beforeprint'))");
        assertThat(opened.evaluate(open).asInt()).isPositive();
        for (String figure : List.of("throughput", "latency", "percentiles", "course")) {
            assertThat(text(opened, "#" + figure + " .caption")).as(figure).startsWith("At 64 clients.");
        }
        opened.evaluate("dispatchEvent(new Event('afterprint'))");
        assertFaultless(opened);
    }

    @Test
    void aPhoneCanReadTheReferenceSweepToo() throws Exception {
        Path reference = Path.of(System.getProperty("raftmark.home"), "results", "reference", "server-threads");

        Browser opened = open(List.of(reference), "", PHONE, false);

        assertThat(opened.evaluate("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(PHONE);
        assertThat(drawn(opened)).contains("throughput", "latency", "percentiles", "course", "cpu");
    }
}

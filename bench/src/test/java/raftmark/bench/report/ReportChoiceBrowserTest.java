package raftmark.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;

/** What a reader does with the pictures: choose factors, point, download. */
class ReportChoiceBrowserTest extends ReportInBrowser {
    private static final int DOWNLOAD_SECONDS_MAX = 60;

    @Test
    void aClickOnAFactorChangesPicturesAndTables() throws Exception {
        Browser opened = open(SyntheticResults.sweep(3), "");
        String canvas = "document.querySelector('#throughput canvas').toDataURL()";
        String before = opened.evaluate(canvas).asText();
        assertThat(text(opened, "#throughput tbody")).contains("ratis");

        opened.evaluate("document.querySelector('input[data-factor=backend][data-level=ratis]').click()");

        assertThat(text(opened, "#throughput tbody")).contains("jraft").doesNotContain("ratis");
        opened.await(canvas + " !== '" + before + "'");
        assertThat(opened.evaluate("location.hash").asText()).contains("without-backend=ratis");
        for (String figure : List.of("throughput", "latency", "percentiles", "course")) {
            assertThat(text(opened, "#" + figure + " .caption")).as(figure).startsWith("At 64 clients.");
        }

        opened.evaluate("{ const load = document.querySelector('.filters select'); load.value = '1';"
                + " load.dispatchEvent(new Event('change')); }");
        assertThat(text(opened, "#throughput .sentence"))
                .contains("No configuration here was measured with more than one number of handler threads (1)");
        assertThat(text(opened, "#throughput .caption")).startsWith("At 1 client.");
        assertFaultless(opened);
    }

    @Test
    void everyPictureFollowsAChoiceOfFactorsAndShowsValuesAtThePointer() throws Exception {
        Browser opened = open(SyntheticResults.everything(3), "");
        for (String figure : LINES) {
            pointAt(opened, figure, "r.width / 2");
            assertThat(text(opened, "#" + figure + " .tip")).as(figure).containsPattern("\\d");
        }
        String withRatis = "[...document.querySelectorAll('figure[data-drawn]')]"
                + ".filter(figure => figure.querySelector('details tbody').textContent.includes('ratis'))"
                + ".map(figure => figure.id)";
        assertThat(texts(opened.evaluate(withRatis))).contains("throughput", "latency", "cpu", "pools");

        opened.evaluate("document.querySelector('input[data-factor=backend][data-level=ratis]').click()");

        assertThat(texts(opened.evaluate(withRatis))).isEmpty();
        assertThat(drawn(opened)).containsAll(LINES).containsAll(BARS);
        assertFaultless(opened);
    }

    @Test
    void laddersFollowTheChoiceToo() throws Exception {
        List<ResultRow> rows = new ArrayList<>(SyntheticResults.ladder(3));
        for (ResultRow row : SyntheticResults.ladder(3)) {
            if (row.get(Column.BACKEND).equals("jraft")) {
                rows.add(SyntheticResults.copyOf(row)
                        .put(Column.BACKEND, "ratis")
                        .put(Column.RUN_ID, "ratis-" + row.get(Column.RUN_ID))
                        .build());
            }
        }
        Browser opened = open(rows, "");
        assertThat(text(opened, "#ladder tbody")).contains("jraft", "ratis");

        opened.evaluate("document.querySelector('input[data-factor=backend][data-level=ratis]').click()");

        assertThat(text(opened, "#ladder tbody")).contains("jraft").doesNotContain("ratis");
        assertThat(text(opened, "#ladder h4")).contains("jraft").doesNotContain("ratis");
        opened.evaluate("document.querySelector('input[data-factor=backend][data-level=jraft]').click()");
        assertThat(text(opened, "#ladder .sentence")).contains("Nothing is left by this choice");
        assertFaultless(opened);
    }

    @Test
    void theChoiceCanBePassedOnInTheAddress() throws Exception {
        Browser opened = open(SyntheticResults.sweep(3), "#clients=64&without-backend=ratis");

        assertThat(text(opened, "#throughput tbody"))
                .contains("jraft · async fixed")
                .doesNotContain("ratis");
    }

    @Test
    void thePointerShowsValues() throws Exception {
        Browser opened = open(SyntheticResults.sweep(3), "");
        pointAt(opened, "throughput", "r.width - 12");
        assertThat(text(opened, "#throughput .tip"))
                .contains("64 server threads", "jraft · async fixed", "4,272 (95 %: 4,140–4,409)");
    }

    @Test
    void theValuesBehindAPictureAreDownloaded() throws Exception {
        Browser opened = open(SyntheticResults.sweep(3), "");
        List<String> lines = Files.readAllLines(
                download(opened, "throughput", Files.createDirectory(directory.resolve("downloads"))));
        assertThat(lines.get(0)).startsWith("configuration,clients,server threads,valid runs,\"ops/s, median\"");
        // 2 backends x 2 styles x 4 numbers of threads.
        assertThat(lines).hasSize(1 + 16).anyMatch(line -> line.startsWith("jraft · async fixed,64,64,3,4272.264,"));
        assertThat(lines.get(0)).endsWith(",\"fit, ops/s\",\"runs, ops/s\"");
        assertThat(lines)
                .as("single runs, and none beyond what the dots show")
                .filteredOn(line -> line.startsWith("jraft · async fixed,64,64,3,"))
                .singleElement()
                .asString()
                .matches(".*,[\\d.]+; [\\d.]+; [\\d.]+");
    }

    @Test
    void everyPictureHasItsTableAsCsv() throws Exception {
        Browser opened = open(SyntheticResults.everything(3), "");
        Path downloads = Files.createDirectories(directory.resolve("all-downloads"));
        for (String figure : drawn(opened)) {
            Path file = download(opened, figure, downloads);
            List<CsvRecord> rows;
            try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(file)) {
                rows = reader.stream().toList();
            }
            assertThat(rows)
                    .as(figure)
                    .hasSize(1
                            + opened.evaluate("document.querySelectorAll('#" + figure + " details tbody tr').length")
                                    .asInt())
                    .hasSizeGreaterThan(1);
            assertThat(rows.get(0).getFields())
                    .as(figure + ": no two columns of one name")
                    .doesNotHaveDuplicates()
                    .isEqualTo(texts(opened.evaluate("[...document.querySelectorAll('#" + figure
                            + " details thead th')].map(cell => cell.textContent)")));
        }
    }

    @Test
    void beforeAndAfterFollowsTheChoiceOfFactors() throws Exception {
        List<ResultRow> before = SyntheticResults.sweep(3);
        Browser opened = open(
                List.of(
                        sweep("earlier", "What was it?", before),
                        sweep("later", "What is it?", SyntheticResults.faster(before, "jraft", 1.4))),
                "",
                DESKTOP,
                false);
        assertThat(text(opened, "#changes tbody")).contains("jraft", "ratis");

        opened.evaluate("document.querySelector('input[data-factor=backend][data-level=ratis]').click()");

        assertThat(text(opened, "#changes tbody")).contains("jraft").doesNotContain("ratis");
        assertThat(text(opened, "#changes .total"))
                .contains("×1.40 (1.", "helps")
                .doesNotContain("×1.00");
        assertThat(text(opened, "#changes .finding")).contains("Of the choice of factors and load above");

        opened.evaluate("{ const load = document.querySelector('.filters select'); load.value = '1';"
                + " load.dispatchEvent(new Event('change')); }");
        assertThat(text(opened, "#changes tbody")).contains("jraft").doesNotContain("ratis");

        opened.evaluate("document.querySelector('input[data-factor=directory][data-level=\"0\"]').click()");
        assertThat(text(opened, "#changes .sentence")).contains("Nothing is left by this choice");
        assertFaultless(opened);
    }

    /** Moves the pointer over a figure's first plot, so far from its left, and waits until values are shown. */
    private static void pointAt(Browser opened, String figure, String fromLeft) throws Exception {
        String plot = "document.querySelector('#" + figure + " .u-over')";
        opened.evaluate(plot + ".scrollIntoView({block: 'center'})");
        JsonNode place = opened.evaluate("(() => { const r = " + plot + ".getBoundingClientRect(); return {x: r.left + "
                + fromLeft + ", y: r.top + r.height / 2}; })()");
        opened.moveMouse(place.get("x").asDouble(), place.get("y").asDouble());
        opened.await("!document.querySelector('#" + figure + " .tip').hidden");
    }

    /** The file that a figure's link gives. Chromium silently drops an eleventh download within a second, so it may take a second click. */
    private static Path download(Browser opened, String figure, Path folder) throws Exception {
        opened.send("Browser.setDownloadBehavior", "{\"behavior\": \"allow\", \"downloadPath\": \"" + folder + "\"}");
        Path file = folder.resolve("raftmark-" + figure + ".csv");
        for (int i = 0; i < DOWNLOAD_SECONDS_MAX * 10; i++) {
            if (Files.exists(file)) {
                return file;
            }
            if (i % 20 == 0) {
                opened.evaluate("document.querySelector('#" + figure + " a[download]').click()");
            }
            Thread.sleep(100);
        }
        throw new TimeoutException(file + " was not downloaded");
    }
}

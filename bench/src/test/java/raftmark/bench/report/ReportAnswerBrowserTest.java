package raftmark.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;

/** What the page says in words, in a browser. */
class ReportAnswerBrowserTest extends ReportInBrowser {
    @Test
    void theAnswerStandsFirstInWordsAndOnlyItsBasisIsFolded() throws Exception {
        Browser opened = open(SyntheticResults.sweep(5), "");

        assertThat(text(opened, ".lead"))
                .startsWith("At 64 clients. More server threads raise throughput: jraft · blocking fixed (×")
                .contains("; ratis · blocking fixed (×");
        assertThat(text(opened, "article > .answer"))
                .contains("jraft, blocking handlers, 64 clients: 1 to 16 threads took throughput from", "helps")
                .doesNotContain("Of the law", "Verdicts: ");
        assertThat(text(opened, "article > details .answer"))
                .contains("Of the law min(N/S, C/R₁, ceiling)", "Verdicts: ");
        assertThat(opened.evaluate("document.querySelector('article .answer').compareDocumentPosition("
                                + "document.querySelector('table')) & Node.DOCUMENT_POSITION_FOLLOWING")
                        .asInt())
                .as("words before tables")
                .isPositive();
        assertThat(text(opened, "article > details th"))
                .contains("seen to help up to")
                .doesNotContain("enough");
        assertThat(text(opened, "#throughput .caption"))
                .contains("95 % interval of their mean", "whether two levels of a line differ is said by their ratio");
    }

    @Test
    void theLeadTellsSeriesApartAndBeginsWithItsOwnWords() throws Exception {
        List<ResultRow> rows = new ArrayList<>();
        for (int bytes : new int[] {100, 10_000}) {
            for (ResultRow row : SyntheticResults.onCurve(940, 0.018, 0.0003)) {
                // The larger values are so much slower with more threads as the small ones are faster.
                double times = bytes == 100 ? 1 : Math.pow(Double.parseDouble(row.get(Column.SERVER_THREADS)), -2);
                rows.add(SyntheticResults.copyOf(row)
                        .put(Column.RUN_ID, bytes + "-" + row.get(Column.RUN_ID))
                        .put(Column.VALUE_BYTES, bytes)
                        .put(
                                Column.THROUGHPUT_OPS_PER_SECOND,
                                times
                                        * row.number(Column.THROUGHPUT_OPS_PER_SECOND)
                                                .orElseThrow())
                        .build());
            }
        }
        assertThat(text(open(rows, ""), ".lead"))
                .contains("More server threads raise throughput: jraft · blocking fixed · value_bytes 100 (×")
                .contains("More server threads lower throughput: jraft · blocking fixed · value_bytes 10000 (×");
        List<ResultRow> slower = rows.stream()
                .filter(row -> row.get(Column.VALUE_BYTES).equals("10000"))
                .toList();
        assertThat(text(open(slower, ""), ".lead"))
                .startsWith("At 64 clients. More server threads lower throughput: jraft · blocking fixed (×");
    }

    @Test
    void aStepOverMissingRungsNamesEveryLayerOfIt() throws Exception {
        Path bars = Path.of(System.getProperty("raftmark.home"), "results", "reference", "bars");

        Browser opened = open(List.of(bars), "", DESKTOP, false);

        assertThat(text(opened, "#ladder .finding"))
                .contains("The dearest step, by medians: Raft's log, forced to disk + replication, together ")
                .contains("from local to processes");
        assertThat(text(opened, "#ladder .caption")).contains("local to processes is more than one layer");
        assertThat(texts(opened.evaluate("[...document.querySelectorAll('#ladder .bar')].map(bar => bar.title)")))
                .anyMatch(title -> title.startsWith("without these layers "))
                .noneMatch(title -> title.contains("the rung below"));
    }

    @Test
    void aPageThatIsTooLargeSaysSo() throws Exception {
        List<ResultRow> rows = SyntheticResults.ofValueSizes(300);
        Path huge = SyntheticDirectory.write(
                directory.resolve("huge"), SyntheticResults.QUESTION, rows, SyntheticDirectory.histograms(rows, 1));

        assertThat(text(open(List.of(huge), "", DESKTOP, false), "#too-large")).contains("larger than 500 KB");
    }
}

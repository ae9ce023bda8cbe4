package raftmark.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;
import raftmark.bench.result.Terms;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.Factor;
import raftmark.bench.spec.SpecException;
import raftmark.bench.spec.SpecReader;

class TargetRatesTest {
    private final List<ResultRow> rows = new ArrayList<>();
    private String label = "";
    private final TargetRates rates = new TargetRates(() -> rows, TargetRatesTest::terms);

    private static Terms terms(Cell cell) {
        return Terms.of(cell, true, false, "ext4", "17", "1000-2000 ms", "-Xmx512m");
    }

    private static Cell cell(String factors) throws SpecException {
        return SpecReader.read(
                        "t.yaml", "experiment: t\nquestion: q\ncells:\n  - {backend: jraft, " + factors + "}\n", 17)
                .cells()
                .get(0)
                .cell();
    }

    private void closedRun(Cell open, int repetition, double throughput, String terms, String verdict) {
        ResultRow.Builder row = ResultRow.builder();
        for (Factor factor : Factor.values()) {
            row.putLevel(factor, open.closed().level(factor));
        }
        rows.add(row.put(Column.RUN_ID, "run" + repetition)
                .put(Column.LABEL, label)
                .put(Column.REPETITION, repetition)
                .put(Column.TERMS_ID, terms)
                .put(Column.OPERATION, "all")
                .put(Column.LATENCY_KIND, "service")
                .put(Column.THROUGHPUT_OPS_PER_SECOND, throughput)
                .put(Column.VERDICT, verdict)
                .build());
    }

    private static String rate(Optional<Cell> resolved) {
        return resolved.map(cell -> cell.level(Factor.TARGET_RATE)).orElse("none");
    }

    @Test
    void aShareIsOfTheMedianOfTheValidClosedRunsSoFar() throws SpecException {
        Cell open = cell("loop: open, target_rate: 70%");
        String terms = terms(open).id();
        assertThat(rates.resolve(open)).isEmpty();
        assertThat(TargetRates.missing(open))
                .contains("no capacity to take 70% of")
                .contains("jraft-" + open.closed().id());
        closedRun(open, 1, 1000, terms, "OK");
        assertThat(rate(rates.resolve(open))).isEqualTo("700");
        closedRun(open, 2, 2000, terms, "OK");
        assertThat(rate(rates.resolve(open))).isEqualTo("1050");
        closedRun(open, 3, 9000, terms, "OK");
        assertThat(rate(rates.resolve(open))).isEqualTo("1400");
        closedRun(open, 4, 9000, terms, "INVALID(steal 3.00 % above 2.00 %)");
        closedRun(open, 5, 9000, "other", "OK");
        label = "b";
        closedRun(open, 6, 9000, terms, "OK");
        assertThat(rate(rates.resolve(open))).isEqualTo("1400");
        // Another configuration knows nothing of it.
        assertThat(rates.resolve(cell("loop: open, target_rate: 70%, clients: 8")))
                .isEmpty();
    }

    @Test
    void whatHasARateOrNeedsNoneStaysAsItIs() throws SpecException {
        Cell absolute = cell("loop: open, target_rate: 500, arrivals: poisson");
        assertThat(rates.resolve(absolute)).contains(absolute);
        Cell closed = cell("clients: 4");
        assertThat(rates.resolve(closed)).contains(closed);
    }
}

package raftmark.bench.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;
import raftmark.bench.spec.Factor;

class LoadLevelsTest {
    private final List<ResultRow> rows = new ArrayList<>();

    private static ResultRow.Builder row(String loop, int threads, int repetition, double throughput) {
        return ResultRow.builder()
                .put(Column.RUN_ID, loop + threads + "-" + repetition + "-" + throughput)
                .put(Column.REPETITION, repetition)
                .put(Column.BACKEND, "jraft")
                .put(Column.HANDLER, "async")
                .put(Column.HANDLER_EXECUTOR, "fixed")
                .put(Column.SERVER_THREADS, threads)
                .put(Column.CLIENTS, 256)
                .put(Column.LOOP, loop)
                .put(Column.TERMS_ID, "t")
                .put(Column.OPERATION, "all")
                .put(Column.LATENCY_KIND, "service")
                .put(Column.OPERATIONS, Math.round(throughput * 4))
                .put(Column.HANDLER_BUSY_SECONDS, 0.01)
                .put(Column.THROUGHPUT_OPS_PER_SECOND, throughput)
                .put(Column.LATENCY_MEAN_MICROS, 900)
                .put(Column.LATENCY_P50_MICROS, 1000)
                .put(Column.LATENCY_P99_MICROS, 3000)
                .put(Column.VERDICT, "OK");
    }

    private void closed(int threads, double throughput) {
        for (int repetition = 1; repetition <= 3; repetition++) {
            rows.add(row("closed", threads, repetition, throughput).build());
        }
    }

    /** The target of a share moves from one repetition to the next. */
    private void open(int threads, String share, double rate, double responseP99Micros, String verdict) {
        for (int repetition = 1; repetition <= 3; repetition++) {
            double target = rate + repetition;
            ResultRow.Builder common = row("open", threads, repetition, target - 0.5)
                    .put(Column.RUN_ID, "open" + threads + "-" + share + "-r" + repetition)
                    .put(Column.ARRIVALS, "poisson")
                    .put(Column.TARGET_RATE, target)
                    .put(Column.SEND_LAG_P99_MICROS, 120)
                    .put(Column.VERDICT, verdict)
                    .putLevel(Factor.TARGET_RATE, share);
            rows.add(common.copy()
                    .put(Column.LATENCY_KIND, "response")
                    .put(Column.LATENCY_P99_MICROS, responseP99Micros)
                    .build());
            rows.add(common.build());
        }
    }

    private void missed(String run, double p99Micros) {
        rows.replaceAll(row -> {
            if (!row.get(Column.RUN_ID).equals(run)) {
                return row;
            }
            ResultRow.Builder missed = ResultRow.builder();
            for (Column column : Column.values()) {
                missed.put(column, row.get(column));
            }
            return missed.put(Column.LATENCY_P99_MICROS, p99Micros)
                    .put(Column.VERDICT, "INVALID(achieved 97.0 % of the target rate, below 99 %)")
                    .build();
        });
    }

    private String text() {
        return SweepReport.of("How long?", rows).text();
    }

    @Test
    void openLoopsHaveATableOfTheirOwnAndAreNoCapacity() {
        closed(1, 8000);
        closed(16, 9000);
        open(1, "50%", 4000, 4000, "OK");
        // Far above any capacity: were it taken for one, it would be the ceiling of the law.
        open(16, "90%", 90_000, 25_000, "OK");
        String text = text();
        String capacities = text.substring(0, text.indexOf("open loop"));
        assertThat(capacities).contains("8,000").contains("9,000").doesNotContain("90,00");
        assertThat(text.lines().filter(line -> line.contains(" 90% ")))
                .singleElement()
                .asString()
                .contains("jraft async fixed 16")
                .contains("90,002")
                .contains("1.00 / 3.00 / –")
                .contains("1.00 / 25.00 / –")
                .contains("0.12");
        assertThat(text).contains("8,000 to 9,000 ops/s");
        CellSummary one = CellSummary.of(rows).get(0);
        List<CellSummary> closed = SweepReport.of("", rows).closedCells();
        assertThat(closed).hasSize(2).allMatch(CellSummary::closedLoop);
        assertThat(Law.of(one, closed).orElseThrow().ceiling()).isEqualTo(9000);
    }

    @Test
    void repetitionsOfAShareAreOneConfigurationWhateverTheirRate() {
        open(1, "50%", 4000, 4000, "OK");
        open(1, "4000", 4000, 4000, "OK");
        assertThat(CellSummary.of(rows))
                .extracting(cell ->
                        cell.level(Factor.TARGET_RATE) + " " + cell.valid().size())
                .contains("50% 3")
                .hasSize(2);
    }

    @Test
    void theAnswerSaysFromWhereOnRequestsWait() {
        open(1, "25%", 2000, 4000, "OK");
        open(1, "50%", 4000, 5000, "OK");
        open(1, "75%", 6000, 9000, "OK");
        open(1, "90%", 7200, 40_000, "OK");
        assertThat(text())
                .contains("* jraft async fixed 1, open loop")
                .contains(
                        "from 25% (2,002 ops/s) to 90% (7,202 ops/s) the p99 of response times went from 4.0 to 40.0 ms")
                .contains("more than twice that of the lowest of these rates first at 75%.");
    }

    @Test
    void ratesWithoutAValidRunAreNamedAndNothingIsSaidOfThem() {
        open(1, "25%", 2000, 4000, "INVALID(steal)");
        open(1, "50%", 4000, 5000, "OK");
        open(1, "75%", 6000, 9000, "OK");
        open(1, "90%", 7200, 40_000, "INVALID(a p99 of the send lag)");
        assertThat(text())
                .contains(
                        "from 50% (4,002 ops/s) to 75% (6,002 ops/s) the p99 of response times went from 5.0 to 9.0 ms;"
                                + " at none of these rates was it twice that of the lowest; no valid run at 25%, 90%; INVALID"
                                + " and in no figure: 3 of 3 runs at 25% (p99 4, 4, 4 ms), 3 of 3 runs at 90% (p99 40, 40, 40 ms).");
    }

    @Test
    void runsThatMissedTheirTargetAreSaidWithWhatTheyTook() {
        open(1, "50%", 4000, 5000, "OK");
        open(1, "75%", 6000, 9000, "OK");
        missed("open1-75%-r2", 640_000);
        missed("open1-75%-r3", 360_000);
        assertThat(text())
                .contains("went from 5.0 to 9.0 ms;")
                .contains("; INVALID and in no figure: 2 of 3 runs at 75% (p99 360, 640 ms).");
    }

    @Test
    void ofOneKnownRateThereIsNoCourse() {
        open(1, "50%", 4000, 5000, "OK");
        open(1, "75%", 6000, Double.NaN, "OK");
        open(1, "90%", 7200, 40_000, "INVALID(a p99 of the send lag)");
        assertThat(text())
                .contains("open loop: a p99 of response times is known at 50% (4,002 ops/s) alone, 5.0 ms; no valid run"
                        + " at 90%; too few operations for a p99 at 75%; INVALID and in no figure: 3 of 3 runs at 90% (p99 40, 40, 40"
                        + " ms).");
    }

    @Test
    void whatWasNotMeasuredIsADashAndItsReasonIsSaid() {
        open(1, "25%", 2000, 4000, "OK");
        rows.add(ResultRow.builder()
                .put(Column.RUN_ID, "never")
                .put(Column.REPETITION, 1)
                .put(Column.BACKEND, "jraft")
                .put(Column.CLIENTS, 256)
                .put(Column.LOOP, "open")
                .put(Column.ARRIVALS, "fixed")
                .put(Column.TARGET_LOAD, "95%")
                .put(Column.OPERATION, "all")
                .put(Column.LATENCY_KIND, "service")
                .put(Column.VERDICT, "INVALID(no capacity to take 95% of)")
                .build());
        assertThat(text().lines().filter(line -> line.contains(" 95% ")))
                .first()
                .asString()
                .contains("– / – / –")
                .contains("0 of 1");
        assertThat(text()).contains("never: INVALID(no capacity to take 95% of)");
    }
}

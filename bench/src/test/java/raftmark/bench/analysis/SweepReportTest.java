package raftmark.bench.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;

class SweepReportTest {
    private static final String OK = "OK";

    private static ResultRow row(
            String handler,
            int threads,
            int clients,
            int repetition,
            double throughput,
            double handlerSeconds,
            double meanMicros,
            String terms,
            String verdict) {
        return ResultRow.builder()
                .put(Column.RUN_ID, handler + threads + "-" + clients + "-" + repetition + terms)
                .put(Column.REPETITION, repetition)
                .put(Column.BACKEND, "jraft")
                .put(Column.HANDLER, handler)
                .put(Column.HANDLER_EXECUTOR, "fixed")
                .put(Column.SERVER_THREADS, threads)
                .put(Column.CLIENTS, clients)
                .put(Column.TERMS_ID, terms)
                .put(Column.OPERATION, "all")
                .put(Column.LATENCY_KIND, "service")
                .put(Column.OPERATIONS, Math.round(throughput * 4))
                .put(Column.HANDLER_BUSY_SECONDS, handlerSeconds * throughput * 4)
                .put(Column.THROUGHPUT_OPS_PER_SECOND, throughput)
                .put(Column.LATENCY_MEAN_MICROS, meanMicros)
                .put(Column.LATENCY_P50_MICROS, meanMicros)
                .put(Column.LATENCY_P99_MICROS, meanMicros * 3)
                .put(Column.VERDICT, verdict)
                .put(Column.CAVEATS, "c1")
                .build();
    }

    /** Handlers are held for 2 ms each; 16 threads meet the ceiling of 4,000 ops/s. */
    private static List<ResultRow> sweep(int repetitions) {
        List<ResultRow> rows = new ArrayList<>();
        for (int r = 1; r <= repetitions; r++) {
            double drift = 1 + 0.01 * r;
            rows.add(row("blocking", 1, 64, r, 490 * drift, 0.002, 130_000, "t", OK));
            rows.add(row("blocking", 4, 64, r, 1950 * drift, 0.002, 33_000, "t", OK));
            rows.add(row("blocking", 16, 64, r, 3900 * drift, 0.0041, 16_000, "t", OK));
            rows.add(row("blocking", 64, 64, r, 3950 * drift, 0.016, 16_000, "t", OK));
            rows.add(row("async", 1, 64, r, 4000 * drift, 0.00002, 16_000, "t", OK));
            rows.add(row("async", 16, 64, r, 4010 * drift, 0.00002, 16_000, "t", OK));
        }
        rows.add(row("blocking", 1, 1, 1, 600, 0.0015, 1600, "t", OK));
        return rows;
    }

    private static CellSummary cell(List<CellSummary> cells, String handler, int threads, int clients) {
        return cells.stream()
                .filter(c -> c.level(raftmark.bench.spec.Factor.HANDLER).equals(handler)
                        && c.serverThreads().orElse(0) == threads
                        && c.clients() == clients)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theLawIsTheSmallestOfItsParts() {
        List<CellSummary> cells = CellSummary.of(sweep(3));
        Law one = Law.of(cell(cells, "blocking", 1, 64), cells).orElseThrow();
        assertThat(one.threadBound()).isCloseTo(500, within(1.0));
        assertThat(one.clientBound()).isCloseTo(40_000, within(1.0));
        assertThat(one.ceiling()).isCloseTo(4010 * 1.02, within(1.0));
        assertThat(one.binding()).isEqualTo("N/S");
        assertThat(one.share()).isCloseTo(1.0, within(0.01));
        Law many = Law.of(cell(cells, "blocking", 64, 64), cells).orElseThrow();
        assertThat(many.binding()).isEqualTo("N/S");
        Law async = Law.of(cell(cells, "async", 1, 64), cells).orElseThrow();
        assertThat(async.binding()).isEqualTo("ceiling");
    }

    @Test
    void oneClientIsTakenFromTheSameStyleAndPoolOfTheNearestSize() {
        List<ResultRow> rows = new ArrayList<>(sweep(3));
        rows.add(row("async", 1, 1, 1, 2000, 0.00002, 500, "t", OK));
        rows.add(row("blocking", 8, 1, 1, 700, 0.0014, 1400, "t", OK));
        List<CellSummary> cells = CellSummary.of(rows);
        assertThat(Law.of(cell(cells, "blocking", 1, 64), cells).orElseThrow().clientBound())
                .isCloseTo(64 / 0.0016, within(1.0));
        assertThat(Law.of(cell(cells, "blocking", 4, 64), cells).orElseThrow().clientBound())
                .isCloseTo(64 / 0.0014, within(1.0));
        // Without async runs of one client nothing is borrowed from the blocking ones.
        List<CellSummary> without = CellSummary.of(sweep(3));
        assertThat(Law.of(cell(without, "async", 16, 64), without).orElseThrow().clientBound())
                .isNaN();
        assertThat(Law.of(cell(cells, "async", 16, 64), cells).orElseThrow().clientBound())
                .isCloseTo(64 / 0.0005, within(1.0));
        // A run of one client is what C/R₁ was taken from.
        assertThat(Law.of(cell(cells, "async", 1, 1), cells).orElseThrow().clientBound())
                .isNaN();
    }

    @Test
    void howMuchOfTheCeilingMayBeLuckIsWhatEqualConfigurationsHaveOnAverage() {
        Random random = new Random(5);
        double excess = 0;
        double said = 0;
        int sweeps = 400;
        for (int sweep = 0; sweep < sweeps; sweep++) {
            List<ResultRow> rows = new ArrayList<>();
            for (int threads = 1; threads <= 8; threads *= 2) {
                for (int r = 1; r <= 5; r++) {
                    double throughput = 1000 * Math.exp(0.1 * random.nextGaussian());
                    rows.add(row("async", threads, 64, r, throughput, 0.00002, 16_000, "t", OK));
                }
            }
            Ceiling ceiling = Ceiling.of(CellSummary.of(rows));
            excess += 1 - 1000 / ceiling.throughput();
            said += ceiling.luckShareMean();
        }
        assertThat(said / sweeps).isCloseTo(excess / sweeps, within(0.01)).isBetween(0.03, 0.08);
        Ceiling one = Ceiling.of(CellSummary.of(List.of(row("async", 1, 64, 1, 70, 1, 1, "t", OK))));
        assertThat(one).isEqualTo(new Ceiling(70, 1, 0));
        assertThat(Ceiling.of(List.of()).throughput()).isNaN();
    }

    @Test
    void withoutRunsOfOneClientOrAsyncOnesTheirPartsAreLeftOut() {
        List<CellSummary> cells = CellSummary.of(sweep(1).stream()
                .filter(row -> row.get(Column.HANDLER).equals("blocking"))
                .toList());
        Law law = Law.of(cell(cells, "blocking", 4, 64), cells).orElseThrow();
        assertThat(law.ceiling()).isNaN();
        assertThat(law.binding()).isEqualTo("N/S");
        assertThat(law.bound()).isCloseTo(2000, within(1.0));
    }

    @Test
    void theAnswerSaysWhatThreadsDidAndWhereTheyStoppedHelping() {
        String text = SweepReport.of("Does it?", sweep(3)).text();
        assertThat(text)
                .contains("Does it?")
                .contains(
                        "jraft, blocking handlers, 64 clients: 1 to 64 threads took throughput from 500 to 4,029 ops/s")
                .contains("×8.06 (95 % interval 8.06 to 8.06)")
                .contains("p99 from 390.0 to 48.0 ms")
                .contains("It stopped helping at 16 threads")
                .contains("jraft, async handlers, 64 clients")
                .contains("no difference seen")
                .contains("% at N=1 (N/S binds)")
                .contains("C1 understate")
                .doesNotContain("INVALID");
    }

    @Test
    void figuresAreWrittenTheSameOnEveryMachine() {
        Locale before = Locale.getDefault();
        String here = SweepReport.of("Does it?", sweep(3)).text();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(SweepReport.of("Does it?", sweep(3)).text())
                    .isEqualTo(here)
                    .contains("from 500 to 4,029 ops/s");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void theCeilingsLuckIsSaidAsTheMeanThatItIs() {
        List<ResultRow> rows = new ArrayList<>();
        for (int r = 1; r <= 3; r++) {
            rows.add(row("blocking", 1, 64, r, 5000, 0.00001, 16_000, "t", OK));
            rows.add(row("blocking", 4, 64, r, 5000, 0.00001, 16_000, "t", OK));
            rows.add(row("async", 1, 64, r, 4000 + 400 * r, 0.00002, 16_000, "t", OK));
            rows.add(row("async", 16, 64, r, 4010 + 400 * r, 0.00002, 16_000, "t", OK));
        }
        assertThat(SweepReport.of("Does it?", rows).text())
                .containsPattern(
                        "largest of several medians: were all equal, about \\d+ % of it would be luck on average\\.");
    }

    @Test
    void aGainThatCorrectionTakesAwayIsShownWithItsInterval() {
        List<ResultRow> rows = new ArrayList<>();
        double[] noise = {1.0, 1.11, 0.91, 1.02, 0.98};
        for (int r = 1; r <= 5; r++) {
            double slow = 30_000 * noise[r % 5];
            rows.add(row("blocking", 1, 64, r, 500, 0.002, slow, "t", OK));
            rows.add(row("blocking", 4, 64, r, 2000 * noise[r - 1], 0.002, 30_000, "t", OK));
            rows.add(row("blocking", 16, 64, r, 2220 * noise[5 - r], 0.007, 30_000, "t", OK));
        }
        assertThat(SweepReport.of("Does it?", rows).text())
                .containsPattern("Whether it still helps beyond 4 threads is undecided: from there to 16 it is ×1\\.11"
                        + " \\(95 % interval 1\\.0\\d to 1\\.2\\d\\): no difference seen \\(p 0\\.\\d\\d after"
                        + " correction\\)\\.");
    }

    @Test
    void whereThroughputGrowsFasterThanThreadsItIsSaidAndWhy() {
        List<ResultRow> rows = new ArrayList<>();
        for (int r = 1; r <= 5; r++) {
            double drift = 1 + 0.01 * r;
            rows.add(costing(row("blocking", 1, 64, r, 500 * drift, 0.002, 130_000, "t", OK), 1500, 35));
            rows.add(costing(row("blocking", 4, 64, r, 2600 * drift * drift, 0.0015, 33_000, "t", OK), 700, 12));
        }
        assertThat(SweepReport.of("Does it?", rows).text())
                .contains(
                        "N=4 is super-linear, ×5.4 for ×4 threads: S fell from 2.00 ms to 1.50 ms while the servers' CPU per"
                                + " operation fell from 1500 to 700 µs and its voluntary context switches from 35.0 to 12.0");
    }

    private static ResultRow costing(ResultRow row, double cpuMicros, double switches) {
        double operations = row.number(Column.OPERATIONS).orElseThrow();
        ResultRow.Builder builder = ResultRow.builder();
        for (Column column : Column.values()) {
            builder.put(column, row.get(column));
        }
        return builder.put(Column.SERVER_CPU_SECONDS, cpuMicros * operations / 1e6)
                .put(Column.SERVER_VOLUNTARY_CONTEXT_SWITCHES, switches * operations)
                .build();
    }

    @Test
    void withSixNumbersOfThreadsTheCurveIsSaid() {
        List<ResultRow> rows = new ArrayList<>();
        Usl curve = new Usl(500, 0.05, 0.001);
        for (int threads = 1; threads <= 64; threads *= 2) {
            for (int r = 1; r <= 3; r++) {
                double throughput = curve.at(threads) * (1 + 0.005 * (r - 2));
                rows.add(row("blocking", threads, 64, r, throughput, 0.002, 30_000, "t", OK));
            }
        }
        assertThat(SweepReport.of("Does it?", rows).text())
                .containsPattern("USL-form fit over server threads: λ \\d{3} ops/s \\(\\d{3} to \\d{3}\\), σ 0\\.0");
        assertThat(SweepReport.of("Does it?", sweep(3)).text()).doesNotContain("USL");
    }

    @Test
    void oneRepetitionGivesNoInterval() {
        String text = SweepReport.of("Does it?", sweep(1)).text();
        assertThat(text).contains("With 1 repetition there is no interval").contains("One repetition only");
        assertThat(text).doesNotContain("95 %");
    }

    @Test
    void invalidRunsEnterNoFigureAndAreNamed() {
        List<ResultRow> rows = new ArrayList<>(sweep(3));
        rows.add(row("blocking", 4, 64, 4, 9_999_999, 0.002, 1, "t", "INVALID(1 leader change)"));
        String text = SweepReport.of("Does it?", rows).text();
        assertThat(text)
                .contains("1 of 20 runs are INVALID")
                .contains("blocking4-64-4t: INVALID(1 leader change)")
                .contains("3 of 4")
                .doesNotContain("9,999,999");
    }

    @Test
    void aSweepWithoutAValidRunSaysSo() {
        String text = SweepReport.of("Does it?", List.of(row("async", 1, 64, 1, 5, 1, 1, "t", "INVALID(steal)")))
                .text();
        assertThat(text).contains("Not one run is valid");
        assertThat(SweepReport.of("Does it?", List.of()).text()).contains("No run was made");
    }

    @Test
    void differentTermsAreNeverCompared() {
        List<ResultRow> rows = List.of(
                row("blocking", 1, 64, 1, 500, 0.002, 1, "disk", OK),
                row("blocking", 4, 64, 1, 900, 0.002, 1, "memory", OK));
        List<CellSummary> cells = CellSummary.of(rows);
        assertThat(ThreadSeries.of(cells)).isEmpty();
        assertThatThrownBy(() -> new CellPair(cells.get(0), cells.get(1), true)).hasMessageContaining("not compared");
        assertThat(SweepReport.of("Does it?", rows).text()).contains("2 sets of terms");
    }

    @Test
    void runsOfOneConfigurationUnderOtherTermsAreAnotherCell() {
        List<CellSummary> cells = CellSummary.of(List.of(
                row("async", 1, 64, 1, 4000, 0.00002, 16_000, "before", OK),
                row("async", 1, 64, 2, 8000, 0.00002, 16_000, "after", OK)));
        assertThat(cells).extracting(CellSummary::termsId).containsExactly("before", "after");
    }
}

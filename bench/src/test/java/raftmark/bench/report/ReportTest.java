package raftmark.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.bench.analysis.CellSummary;
import raftmark.bench.analysis.Effect;
import raftmark.bench.analysis.Law;
import raftmark.bench.analysis.SweepReport;
import raftmark.bench.analysis.Verdicts;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;
import raftmark.bench.spec.Factor;

/** The figures and words that are embedded in a page. */
class ReportTest {
    private static final Map<String, String> PARTS = Map.of("N/S", "threads", "C/R₁", "clients", "ceiling", "ceiling");

    @TempDir
    private Path directory;

    private JsonNode dataOf(Path... directories) throws IOException {
        return ReportPageTest.embedded(Report.html(List.of(directories)));
    }

    @Test
    void figuresAreThoseOfTheTableToTheLastDigit() throws Exception {
        List<ResultRow> rows = SyntheticResults.sweep(3);
        JsonNode data = dataOf(SyntheticDirectory.write(directory.resolve("sweep"), rows));

        SweepReport report = SweepReport.of(SyntheticResults.QUESTION, rows);
        assertThat(data.get("configurations")).hasSameSizeAs(report.cells());
        for (JsonNode configuration : data.get("configurations")) {
            CellSummary cell = cellOf(report, data, configuration);
            assertThat(configuration.get("valid").asInt()).isEqualTo(3);
            assertThat(configuration.at("/throughputOpsPerSecond/median").doubleValue())
                    .isEqualTo(cell.throughput().orElseThrow());
            assertThat(configuration.at("/p50Micros/median").doubleValue())
                    .isEqualTo(cell.median(Column.LATENCY_P50_MICROS).orElseThrow());
            assertMedian(configuration.at("/p99Micros/median"), cell, Column.LATENCY_P99_MICROS);
            assertMedian(configuration.at("/p999Micros/median"), cell, Column.LATENCY_P999_MICROS);
            assertThat(configuration.get("heldSeconds").doubleValue())
                    .isEqualTo(cell.handlerSecondsPerOperation().orElseThrow());
            Law law = Law.of(cell, report.cells()).orElseThrow();
            assertThat(configuration.at("/law/" + PARTS.get(law.binding())).doubleValue())
                    .isEqualTo(law.bound());
            assertThat(configuration.at("/law/binds").asText()).isEqualTo(law.binding());
            List<Double> runs = new ArrayList<>();
            configuration.at("/throughputOpsPerSecond/runs").forEach(run -> runs.add(run.doubleValue()));
            assertThat(runs)
                    .containsExactly(Arrays.stream(cell.figures(Column.THROUGHPUT_OPS_PER_SECOND))
                            .boxed()
                            .toArray(Double[]::new));
        }
        String text = report.text();
        assertThat(ReportPageTest.texts(data.at("/directories/0/answer")))
                .hasSizeGreaterThan(3)
                .allSatisfy(line -> assertThat(text).contains("* " + line));
        assertThat(data.at("/directories/0/question").asText()).isEqualTo(SyntheticResults.QUESTION);
        assertThat(ReportPageTest.texts(data.at("/directories/0/notes"))).isEmpty();
        assertThat(data.at("/directories/0/terms/1534253f/workload").asText()).isEqualTo("put");
        assertThat(data.at("/directories/0/measured").asText()).isEqualTo("2026-11-24 02:03 to 2026-11-24 02:13 UTC");
    }

    private static void assertMedian(JsonNode median, CellSummary cell, Column column) {
        if (cell.median(column).isPresent()) {
            assertThat(median.doubleValue()).isEqualTo(cell.median(column).getAsDouble());
        } else {
            assertThat(median.isMissingNode()).isTrue();
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
    void verdictsAreThoseOfTheAnswerAndTheCurveIsTheFit() throws Exception {
        List<ResultRow> rows = SyntheticResults.onCurve(940, 0.018, 0.0003);
        JsonNode data = dataOf(SyntheticDirectory.write(directory.resolve("curve"), rows));

        Verdicts.Series series =
                Verdicts.of(SweepReport.of("", rows).cells()).series().get(0);
        JsonNode verdict = data.at("/threadVerdicts/0");
        assertThat(data.get("threadVerdicts")).hasSize(1);
        assertThat(verdict.get("fewest").asInt()).isEqualTo(1);
        assertThat(verdict.get("most").asInt()).isEqualTo(64);
        assertThat(verdict.get("seenToHelpUpTo").asText())
                .isEqualTo(series.knee().level(Factor.SERVER_THREADS));
        assertThat(verdict.at("/throughput/verdict").asText()).isEqualTo("helps");
        Effect effect = series.level(series.best()).orElseThrow().throughput();
        assertThat(verdict.at("/throughput/ratio").doubleValue())
                .isEqualTo(effect.ratio().orElseThrow());
        assertThat(verdict.at("/throughput/base").doubleValue())
                .isEqualTo(effect.baseMedian().orElseThrow());
        assertThat(verdict.at("/fit/lambda").doubleValue()).isCloseTo(940, withinPercentage(0.1));
        assertThat(verdict.at("/fit/sigma").doubleValue()).isCloseTo(0.018, withinPercentage(1));
        assertThat(verdict.at("/fit/kappa").doubleValue()).isCloseTo(0.0003, withinPercentage(1));
        assertThat(verdict.get("fitText").asText()).isEqualTo(series.curve().text());
    }

    @Test
    void anOpenLoopHasResponseTimesBesideItsServiceTimesAndTellsMissedTargets() throws Exception {
        JsonNode data = dataOf(SyntheticDirectory.write(directory.resolve("open"), SyntheticResults.openLoop(3)));

        assertThat(data.get("configurations")).hasSize(10);
        JsonNode at90 = named(data, 90, 16);
        assertThat(at90.get("valid").asInt()).isEqualTo(3);
        assertThat(at90.at("/open/targetOpsPerSecond").doubleValue()).isEqualTo(3600);
        assertThat(at90.at("/open/arrivals").asText()).isEqualTo("poisson");
        assertThat(at90.at("/open/responseP99Micros/median").doubleValue()).isCloseTo(52_000, withinPercentage(0.1));
        assertThat(at90.at("/p99Micros/median").doubleValue()).isEqualTo(5200);
        assertThat(at90.at("/open/sendLagP99Micros").doubleValue()).isEqualTo(120);
        assertThat(at90.at("/law").isMissingNode()).isTrue();
        JsonNode service = at90.get("curveMicros");
        JsonNode response = at90.at("/open/responseCurveMicros");
        assertThat(response).hasSameSizeAs(service).hasSizeGreaterThan(5);
        for (int tail = 0; tail < service.size(); tail++) {
            assertThat(response.get(tail).doubleValue())
                    .isCloseTo(2 * service.get(tail).doubleValue(), withinPercentage(0.5));
        }
        JsonNode missed = named(data, 110, 16);
        assertThat(missed.get("valid").asInt()).isZero();
        assertThat(missed.get("invalid").asInt()).isEqualTo(3);
        assertThat(missed.at("/open/responseP99Micros/median").isMissingNode()).isTrue();
        assertThat(missed.at("/open/responseCurveMicros")).isEmpty();
        assertThat(missed.at("/open/achievedOpsPerSecond").doubleValue()).isEqualTo(4400);
        assertThat(missed.at("/open/ofInvalidRuns").asBoolean()).isTrue();
        assertThat(at90.at("/open/ofInvalidRuns").asBoolean()).isFalse();
        // All of them are one line a number of threads: the rate is the axis.
        assertThat(data.get("series")).hasSize(1);
    }

    @Test
    void anInvalidRunMovesNoRateOfTheValidOnes() throws Exception {
        List<ResultRow> rows = new ArrayList<>(SyntheticResults.openLoop(3));
        List<ResultRow> invalid = SyntheticResults.openLoop(8).stream()
                .filter(row -> Integer.parseInt(row.get(Column.REPETITION)) > 3)
                .map(row -> SyntheticResults.copyOf(row)
                        .put(Column.VERDICT, "INVALID(steal)")
                        .put(Column.TARGET_RATE, 9999)
                        .put(Column.THROUGHPUT_OPS_PER_SECOND, 11)
                        .build())
                .toList();
        rows.addAll(invalid);

        JsonNode at90 = named(dataOf(SyntheticDirectory.write(directory.resolve("stolen"), rows)), 90, 16);

        assertThat(at90.get("invalid").asInt()).isEqualTo(5);
        assertThat(at90.at("/open/targetOpsPerSecond").doubleValue()).isEqualTo(3600);
        assertThat(at90.at("/open/achievedOpsPerSecond").doubleValue()).isEqualTo(3600);
    }

    private static JsonNode named(JsonNode data, int percent, int threads) {
        return StreamSupport.stream(data.get("configurations").spliterator(), false)
                .filter(configuration ->
                        configuration.at("/open/targetLoadPercent").asInt() == percent
                                && configuration.get("threads").asInt() == threads)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void stagesPoolsAndLaddersAreMediansOverRuns() throws Exception {
        JsonNode data = dataOf(SyntheticDirectory.write(directory.resolve("ladder"), SyntheticResults.ladder(3)));

        JsonNode echo = data.at("/configurations/0");
        assertThat(echo.at("/stages/handlerWait/mean").doubleValue()).isEqualTo(12);
        assertThat(echo.at("/stages/reply/p99").doubleValue()).isEqualTo(90);
        assertThat(echo.get("operationsPerFsync").doubleValue()).isEqualTo(3.25);
        List<String> pools = ReportPageTest.texts(data.get("pools"));
        assertThat(pools).contains("grpc-io", "raft-rpc", "<pool>");
        assertThat(echo.at("/poolThreads/" + pools.indexOf("raft-rpc")).intValue())
                .isEqualTo(12);
        JsonNode rungs = data.at("/ladders/0/rungs");
        assertThat(rungs)
                .extracting(rung -> rung.get("rung").asText())
                .containsExactly("echo", "local", "one node", "one process", "processes", "spi");
        assertThat(rungs.at("/2/latencyMicros").doubleValue()).isCloseTo(64e6 / 21_000, withinPercentage(0.01));
        assertThat(rungs.at("/2/moreLatencyMicros").doubleValue())
                .isCloseTo(64e6 / 21_000 - 64e6 / 47_000, withinPercentage(0.01));
        assertThat(rungs.at("/2/standsOn").asText()).isEqualTo("local");
        assertThat(rungs.at("/2/adds").asText()).isEqualTo("Raft's log, forced to disk");
        assertThat(rungs.at("/2/severalLayers").asBoolean()).isFalse();
        assertThat(rungs.at("/5/moreLatencyMicros").doubleValue()).isNegative();
    }

    @Test
    void beforeAndAfterAreTheVerdictsOfCompare() throws Exception {
        List<ResultRow> before = SyntheticResults.sweep(3);
        JsonNode data = dataOf(
                SyntheticDirectory.write(directory.resolve("before"), before),
                SyntheticDirectory.write(directory.resolve("after"), SyntheticResults.faster(before, "jraft", 1.4)));

        List<JsonNode> throughput = StreamSupport.stream(data.get("changes").spliterator(), false)
                .filter(change -> change.get("figure").asText().equals("throughput_ops_per_second"))
                .toList();
        assertThat(throughput).hasSize(18).allSatisfy(change -> {
            boolean jraft = change.get("configuration").asText().startsWith("jraft");
            assertThat(change.at("/effect/ratio").doubleValue()).isCloseTo(jraft ? 1.4 : 1, withinPercentage(0.01));
            assertThat(change.at("/effect/verdict").asText()).isEqualTo(jraft ? "helps" : "no difference seen");
        });
        assertThat(data.at("/directories/0/compared")).isEmpty();
        assertThat(String.join("\n", ReportPageTest.texts(data.at("/directories/1/compared"))))
                .contains("base: before", "other: after", "measured at different times");
    }

    @Test
    void curvesComeFromTheMergedHistogramsAsFarAsOperationsCarryThem() throws Exception {
        List<ResultRow> rows = SyntheticResults.sweep(3);
        JsonNode data = dataOf(SyntheticDirectory.write(directory.resolve("sweep"), rows));

        List<Double> tails = new ArrayList<>();
        data.get("tails").forEach(tail -> tails.add(tail.doubleValue()));
        assertThat(tails).contains(2.0, 10.0, 100.0, 1000.0).isSorted();
        for (JsonNode configuration : data.get("configurations")) {
            // Ten operations of all runs lie beyond the last percentile, and not beyond the next.
            double operations = 0;
            for (JsonNode run : configuration.at("/throughputOpsPerSecond/runs")) {
                operations += Math.round(4 * run.doubleValue());
            }
            int points = configuration.get("curveMicros").size();
            assertThat(tails.get(points - 1)).isLessThanOrEqualTo(operations / 10);
            assertThat(tails.size() > points ? tails.get(points) : Double.MAX_VALUE)
                    .isGreaterThan(operations / 10);
            List<Long> curve = new ArrayList<>();
            configuration.get("curveMicros").forEach(micros -> curve.add(micros.asLong()));
            assertThat(curve).isSorted();
            assertThat(configuration.at("/course/seconds")).hasSize(4);
            double second = configuration.at("/course/opsPerSecond/0").doubleValue();
            assertThat(second)
                    .isCloseTo(
                            configuration.at("/throughputOpsPerSecond/median").doubleValue(), within(1.0));
            assertThat(configuration.at("/course/p99Micros/0").isNumber()).isEqualTo(second >= 1000);
        }
    }

    @Test
    void aSweepWithoutAValidRunSaysSoAndWhy() throws Exception {
        List<ResultRow> rows = List.of(
                SyntheticResults.row("jraft", "async", 1, 64, 1, 4000, "INVALID(1 leader change)"),
                SyntheticResults.row("jraft", "async", 4, 64, 1, 4000, "INVALID(steal)"));
        JsonNode data = dataOf(SyntheticDirectory.write(directory.resolve("invalid"), rows));

        assertThat(ReportPageTest.texts(data.at("/directories/0/answer")))
                .containsExactly("Not one run is valid, so there is no answer. Why not stands below.");
        assertThat(data.at("/directories/0/valid").asInt()).isZero();
        assertThat(data.at("/directories/0/invalid")).hasSize(2);
        assertThat(data.at("/directories/0/invalid/0/verdict").asText()).isEqualTo("INVALID(1 leader change)");
        assertThat(data.at("/directories/0/invalid/0/configuration").asText())
                .isEqualTo("jraft, async fixed 1, 64 clients");
        assertThat(data.at("/configurations/0/throughputOpsPerSecond/median").isMissingNode())
                .isTrue();
        assertThat(data.at("/configurations/0/course").isMissingNode()).isTrue();
    }

    @Test
    void severalDirectoriesStandSideBySide() throws Exception {
        Path before = SyntheticDirectory.write(directory.resolve("a/sweep"), SyntheticResults.sweep(2));
        Path after = SyntheticDirectory.write(directory.resolve("b/sweep"), SyntheticResults.sweep(3));

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
}

package raftmark.bench.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;

class CostLadderTest {
    private final List<ResultRow> rows = new ArrayList<>();

    /** A run with so many µs of latency and a tenth of it as CPU, 100 operations. */
    private void run(String backend, String cluster, int nodes, String access, int repetition, double micros) {
        boolean spi = access.equals("spi");
        rows.add(ResultRow.builder()
                .put(Column.EXPERIMENT, "ladder")
                .put(Column.RUN_ID, backend + cluster + nodes + access + "-r" + repetition)
                .put(Column.REPETITION, repetition)
                .put(Column.BACKEND, backend)
                .put(Column.CLUSTER, cluster)
                .put(Column.NODES, nodes)
                .put(Column.ACCESS, access)
                .put(Column.HANDLER, spi ? "" : "async")
                .put(Column.HANDLER_EXECUTOR, spi ? "" : "direct")
                .put(Column.CHANNELS, spi ? "" : "2")
                .put(Column.CLIENTS, 64)
                .put(Column.TERMS_ID, backend + cluster + nodes + access)
                .put(Column.OPERATION, "all")
                .put(Column.LATENCY_KIND, "service")
                .put(Column.OPERATIONS, 100)
                .put(Column.THROUGHPUT_OPS_PER_SECOND, 64e6 / micros)
                .put(Column.LATENCY_MEAN_MICROS, micros)
                .put(Column.LATENCY_P50_MICROS, micros)
                .put(Column.SERVER_CPU_SECONDS, micros / 10 * 100 / 1e6)
                .put(Column.VERDICT, "OK")
                .build());
    }

    private void wholeLadder() {
        for (int repetition = 1; repetition <= 3; repetition++) {
            // Drift that hits all rungs of a repetition alike.
            double drift = 100 * repetition;
            run("jraft", "processes", 3, "grpc", repetition, 5000 + drift);
            run("jraft", "embedded", 3, "spi", repetition, 2500 + drift);
            run("jraft", "embedded", 3, "grpc", repetition, 4000 + drift);
            run("jraft", "embedded", 1, "grpc", repetition, 3000 + drift);
            run("local", "embedded", 1, "grpc", repetition, 1100 + drift);
            run("echo", "embedded", 1, "grpc", repetition, 1000 + drift);
        }
    }

    @Test
    void everyRungIsHeldAgainstTheOneBelow() {
        wholeLadder();
        List<CostLadder> ladders = CostLadder.of(CellSummary.of(rows));
        assertThat(ladders).hasSize(1);
        CostLadder ladder = ladders.get(0);
        assertThat(ladder.backend()).isEqualTo("jraft");
        assertThat(ladder.clients()).isEqualTo(64);
        assertThat(ladder.steps()).extracting(CostLadder.Step::rung).containsExactly(Rung.values());
        assertThat(ladder.steps())
                .extracting(step -> step.standsOn().flatMap(Rung::of).orElse(null))
                .containsExactly(null, Rung.ECHO, Rung.LOCAL, Rung.ONE_NODE, Rung.ONE_PROCESS, Rung.ONE_PROCESS);
        // The drift leaves the differences: they are taken within a repetition.
        assertThat(ladder.steps().stream()
                        .skip(1)
                        .map(step -> step.more().latencyMeanMicros().orElseThrow()))
                .extracting(Spread::median, Spread::min, Spread::max)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(100.0, 100.0, 100.0),
                        org.assertj.core.groups.Tuple.tuple(1900.0, 1900.0, 1900.0),
                        org.assertj.core.groups.Tuple.tuple(1000.0, 1000.0, 1000.0),
                        org.assertj.core.groups.Tuple.tuple(1000.0, 1000.0, 1000.0),
                        org.assertj.core.groups.Tuple.tuple(-1500.0, -1500.0, -1500.0));
        Costs echo = ladder.steps().get(0).costs();
        assertThat(echo.latencyMeanMicros()).contains(new Spread(1200, 1100, 1300, 3));
        assertThat(echo.serverCpuMicros().orElseThrow().median()).isEqualTo(120);
        assertThat(echo.contextSwitches()).isEmpty();
    }

    @Test
    void theTableHasALineARung() {
        wholeLadder();
        String text = SweepReport.of("What does it cost?", rows).text();
        assertThat(text).contains("What each layer costs");
        assertThat(text.lines().filter(line -> line.startsWith("| jraft  |") && line.contains("+1,900")))
                .singleElement()
                .asString()
                .contains("one node")
                .contains("3,200 (3,100–3,300)")
                .contains("| local")
                .contains("+190 (+190–+190)");
    }

    @Test
    void theWordsNameTheDearestLayer() {
        wholeLadder();
        assertThat(SweepReport.of("What does it cost?", rows).answer())
                .first()
                .asString()
                .contains(
                        "jraft async direct, 64 clients: at the top of the ladder (processes) an operation costs the servers 520 µs")
                .contains(
                        "The dearest step is Raft's log, forced to disk: 190 µs (190 to 190) more on rung one node than on local.");
    }

    @Test
    void layersBetweenWhichNoRungWasMeasuredCountTogether() {
        for (int repetition = 1; repetition <= 3; repetition++) {
            run("echo", "processes", 3, "grpc", repetition, 1000);
            run("local", "processes", 3, "grpc", repetition, 1010);
            run("jraft", "processes", 3, "grpc", repetition, 5000);
        }
        assertThat(SweepReport.of("What does it cost?", rows).answer())
                .first()
                .asString()
                .contains(
                        "Raft's log, forced to disk + replication together: 399 µs (399 to 399) more on rung processes than"
                                + " on local");
    }

    @Test
    void stepsThatOverlapAreNotRanked() {
        for (int repetition = 1; repetition <= 3; repetition++) {
            run("local", "embedded", 1, "grpc", repetition, 1000);
            run("jraft", "embedded", 1, "grpc", repetition, 2000 + 300 * repetition);
            run("jraft", "embedded", 3, "grpc", repetition, 3900 + 200 * repetition);
        }
        assertThat(SweepReport.of("What does it cost?", rows).answer())
                .first()
                .asString()
                .contains("The dearest steps, which these runs do not tell apart, are ");
    }

    @Test
    void aMissingRungIsSteppedOver() {
        run("echo", "processes", 3, "grpc", 1, 1000);
        run("ratis", "processes", 3, "grpc", 1, 9000);
        CostLadder ladder = CostLadder.of(CellSummary.of(rows)).get(0);
        assertThat(ladder.steps()).hasSize(2);
        assertThat(ladder.steps().get(1).more().latencyMeanMicros()).contains(new Spread(8000, 8000, 8000, 1));
        assertThat(ladder.steps().get(1).adds()).isEqualTo("map + Raft's log, forced to disk + replication");
        assertThat(ladder.steps().get(1).isOfSeveralLayers()).isTrue();
    }

    @Test
    void eachRungOfAWholeLadderAddsOneLayer() {
        wholeLadder();
        List<CostLadder.Step> steps = CostLadder.of(CellSummary.of(rows)).get(0).steps();
        assertThat(steps)
                .extracting(CostLadder.Step::adds)
                .containsExactly(
                        "front end",
                        "map",
                        "Raft's log, forced to disk",
                        "replication",
                        "servers in processes of their own",
                        "without front end");
        assertThat(steps).noneMatch(CostLadder.Step::isOfSeveralLayers);
        assertThat(SweepReport.of("?", rows).text())
                .contains(
                        "Without a log: echo, local. Within the load generator's JVM: echo, local, one node, one process, spi.")
                .doesNotContain("more than one layer");
    }

    @Test
    void layersFollowFromTheConfigurationAndNotFromTheNameOfTheRung() {
        // The lower rung has processes of its own already: the upper one does not add them.
        run("local", "processes", 3, "grpc", 1, 1100);
        run("jraft", "processes", 3, "grpc", 1, 5000);
        assertThat(SweepReport.of("?", rows).text())
                .contains("Between local and processes lies more than one layer")
                .contains("what each of them costs is not known: Raft's log, forced to disk + replication.")
                .contains("Without a log: local. It is a ladder")
                .doesNotContain("JVM");

        rows.clear();
        run("local", "embedded", 1, "grpc", 1, 1100);
        run("jraft", "processes", 3, "grpc", 1, 5000);
        assertThat(SweepReport.of("?", rows).text())
                .contains("Raft's log, forced to disk + replication + servers in processes of their own.")
                .contains("Within the load generator's JVM: local.");
    }

    @Test
    void oneRungIsNoLadder() {
        run("jraft", "processes", 3, "grpc", 1, 5000);
        run("ratis", "processes", 3, "grpc", 1, 5000);
        assertThat(CostLadder.of(CellSummary.of(rows))).isEmpty();
        assertThat(SweepReport.of("?", rows).text()).doesNotContain("What each layer costs");
    }

    @Test
    void rungsWithoutALibraryAreALadderToo() {
        run("echo", "processes", 3, "grpc", 1, 1000);
        run("local", "processes", 3, "grpc", 1, 1100);
        assertThat(CostLadder.of(CellSummary.of(rows)))
                .singleElement()
                .extracting(CostLadder::backend)
                .isEqualTo("");
    }

    @Test
    void aFigureThatARunLacksIsLeftOut() {
        run("echo", "processes", 3, "grpc", 1, 1000);
        run("local", "processes", 3, "grpc", 1, Double.NaN);
        CostLadder ladder = CostLadder.of(CellSummary.of(rows)).get(0);
        assertThat(ladder.steps().get(1).costs().latencyMeanMicros()).isEmpty();
        assertThat(ladder.steps().get(1).more().latencyMeanMicros()).isEmpty();
    }
}

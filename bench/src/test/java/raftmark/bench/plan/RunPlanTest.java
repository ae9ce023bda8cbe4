package raftmark.bench.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import raftmark.bench.spec.ExperimentSpec;
import raftmark.bench.spec.SpecException;
import raftmark.bench.spec.SpecReader;

class RunPlanTest {
    private static ExperimentSpec spec(long seed) throws SpecException {
        return spec(seed, false);
    }

    private static ExperimentSpec spec(long seed, boolean noiseFloor) throws SpecException {
        return SpecReader.read("demo.yaml", """
                experiment: demo
                question: Does it?
                repetitions: 4
                seed: %d
                noise_floor: %s
                measure_seconds: 2
                factors: {backend: [jraft, ratis], clients: [1, 16, 64]}
                cells:
                  - {handler: blocking, server_threads: [1, 4, 16]}
                also:
                  - {handler: async, repetitions: 2}
                """.formatted(seed, noiseFloor), 17);
    }

    private static List<String> ids(RunPlan plan) {
        return plan.runs().stream().map(PlannedRun::runId).toList();
    }

    @Test
    void everyRepetitionHoldsTheWholeProductOnce() throws SpecException {
        RunPlan plan = RunPlan.of(spec(7));
        assertThat(plan.runs()).hasSize(18 * 4 + 6 * 2);
        assertThat(ids(plan)).doesNotHaveDuplicates();
        int from = 0;
        for (int repetition = 1; repetition <= 4; repetition++) {
            int size = repetition <= 2 ? 24 : 18;
            List<PlannedRun> block = plan.runs().subList(from, from + size);
            int expected = repetition;
            assertThat(block).allMatch(run -> run.repetition() == expected);
            Set<Object> cells = new HashSet<>();
            block.forEach(run -> cells.add(run.cell()));
            assertThat(cells).hasSize(size);
            from += size;
        }
    }

    @Test
    void theOrderIsRandomWithinARepetitionAndFollowsTheSeed() throws SpecException {
        List<String> order = ids(RunPlan.of(spec(7)));
        assertThat(ids(RunPlan.of(spec(7)))).isEqualTo(order);
        assertThat(ids(RunPlan.of(spec(8)))).isNotEqualTo(order).containsExactlyInAnyOrderElementsOf(order);
        List<Object> first = RunPlan.of(spec(7)).runs().subList(0, 24).stream()
                .map(run -> (Object) run.cell())
                .toList();
        List<Object> second = RunPlan.of(spec(7)).runs().subList(24, 48).stream()
                .map(run -> (Object) run.cell())
                .toList();
        assertThat(second).isNotEqualTo(first).containsExactlyInAnyOrderElementsOf(first);
        List<Object> asWritten =
                spec(7).cells().stream().map(cell -> (Object) cell.cell()).toList();
        assertThat(first).isNotEqualTo(asWritten);
    }

    @Test
    void inEveryRepetitionTheCapacityIsMeasuredBeforeItsShares() throws SpecException {
        for (long seed = 1; seed <= 20; seed++) {
            RunPlan plan = RunPlan.of(SpecReader.read("demo.yaml", """
                    experiment: demo
                    question: Does it?
                    repetitions: 3
                    seed: %d
                    factors: {backend: [jraft, ratis], clients: 64}
                    cells:
                      - {loop: open, target_rate: [25%%, 50%%, 90%%, 400]}
                      - {handler: blocking, server_threads: 4}
                    """.formatted(seed), 17));
            // Four open loops, their capacity and a closed loop that has nothing to do with them, for each backend.
            assertThat(plan.runs()).hasSize(3 * 2 * 6);
            Set<String> measured = new HashSet<>();
            for (PlannedRun run : plan.runs()) {
                if (run.cell().needsCapacity()) {
                    assertThat(measured).contains(run.cell().closed().id() + " " + run.repetition());
                }
                measured.add(run.cell().id() + " " + run.repetition());
            }
            assertThat(measured).hasSize(3 * 2 * 6);
        }
    }

    @Test
    void capacitiesDoNotGatherAtTheBegin() throws SpecException {
        boolean shareBeforeACapacity = false;
        for (long seed = 1; seed <= 20; seed++) {
            List<PlannedRun> runs = RunPlan.of(SpecReader.read("demo.yaml", """
                    experiment: demo
                    question: Does it?
                    repetitions: 1
                    seed: %d
                    factors: {backend: [jraft, ratis], handler: blocking, server_threads: [1, 4, 16]}
                    cells:
                      - {loop: open, target_rate: [50%%, 90%%]}
                    """.formatted(seed), 17))
                    .runs();
            int lastCapacity = 0;
            for (int i = 0; i < runs.size(); i++) {
                lastCapacity = runs.get(i).cell().isOpen() ? lastCapacity : i;
            }
            shareBeforeACapacity |= runs.subList(0, lastCapacity).stream()
                    .anyMatch(run -> run.cell().isOpen());
        }
        assertThat(shareBeforeACapacity).isTrue();
    }

    @Test
    void theNoiseFloorAddsATwinOfTheBusiestConfigurationOfEachBackendInEveryRepetition() throws SpecException {
        RunPlan plan = RunPlan.of(spec(7, true));
        assertThat(plan.runs())
                .hasSize(18 * 4 + 6 * 2 + 2 * 4)
                .hasSize(plan.spec().runs());
        assertThat(ids(plan)).doesNotHaveDuplicates();
        List<PlannedRun> twins = labelled(plan, Label.B);
        assertThat(twins).hasSize(2 * 4).allSatisfy(twin -> {
            assertThat(twin.cell().clients()).isEqualTo(64);
            assertThat(twin.cell().handlerText()).isEqualTo("blocking fixed 16");
            assertThat(twin.baseline()).isFalse();
        });
        // Each beside one of label a, which is the same but for its name.
        assertThat(labelled(plan, Label.A))
                .extracting(run -> run.runId().replace("-a-r", "-b-r"))
                .containsExactlyInAnyOrderElementsOf(
                        twins.stream().map(PlannedRun::runId).toList());
        assertThat(plan.runs().subList(0, 26).stream().filter(run -> run.label() == Label.B))
                .hasSize(2);
        // Without it no run has a label in its id.
        assertThat(ids(RunPlan.of(spec(7)))).allMatch(id -> id.matches("(jraft|ratis)-[0-9a-f]{8}-r[1-4]"));
    }

    private static List<PlannedRun> labelled(RunPlan plan, Label label) {
        return plan.runs().stream().filter(run -> run.label() == label).toList();
    }

    @Test
    void theEstimateGrowsWithTheRunsThatAreLeft() throws SpecException {
        RunPlan plan = RunPlan.of(spec(7));
        TimeEstimate estimate = new TimeEstimate(plan.spec());
        Duration all = estimate.of(plan.runs());
        Duration half = estimate.of(plan.runs().subList(0, 42));
        assertThat(half.toMillis() * 2).isEqualTo(all.toMillis());
        assertThat(all).isGreaterThan(Duration.ofSeconds(84 * 2));
        assertThat(estimate.of(List.of())).isZero();
    }
}

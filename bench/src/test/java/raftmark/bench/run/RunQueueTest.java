package raftmark.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import raftmark.bench.plan.PlannedRun;
import raftmark.bench.plan.RunPlan;
import raftmark.bench.spec.SpecReader;

class RunQueueTest {
    private static List<PlannedRun> runs() throws Exception {
        return RunPlan.of(SpecReader.read("q.yaml", """
                        experiment: q
                        question: In which order?
                        repetitions: 4
                        factors: {backend: echo}
                        cells: [{handler: async}]
                        """, 17)).runs();
    }

    @Test
    void whatMustWaitComesLastAndOnlyOnce() throws Exception {
        List<PlannedRun> runs = runs();
        RunQueue queue = new RunQueue(runs);
        Set<String> waiting =
                new HashSet<>(Set.of(runs.get(0).runId(), runs.get(2).runId()));
        List<PlannedRun> made = new ArrayList<>();
        Optional<PlannedRun> next = queue.next(run -> waiting.contains(run.runId()));
        while (next.isPresent()) {
            made.add(next.get());
            next = queue.next(run -> waiting.contains(run.runId()));
        }
        assertThat(made).containsExactly(runs.get(1), runs.get(3), runs.get(0), runs.get(2));
        assertThat(queue.order()).isEqualTo(made);
        assertThat(queue.taken()).isEqualTo(4);
    }

    @Test
    void whatNeedNotWaitKeepsItsOrder() throws Exception {
        RunQueue queue = new RunQueue(runs());
        for (PlannedRun run : runs()) {
            assertThat(queue.next(any -> false)).contains(run);
        }
        assertThat(queue.next(any -> true)).isEmpty();
    }
}

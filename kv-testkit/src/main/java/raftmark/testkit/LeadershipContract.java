package raftmark.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import raftmark.verify.LinearizabilityChecker;
import raftmark.verify.Operation;
import raftmark.verify.Verdict;

/** Many clients at once, with and without a change of leader: what they see is linearizable. */
interface LeadershipContract extends Contract {
    @Test
    default void whatConcurrentClientsSeeIsLinearizable() {
        List<Operation> history;
        try (Workload workload = Workload.start(cluster(), 16, List.of("conc-1", "conc-2"), Workload.Mix.ALL)) {
            workload.awaitMore(1_000, cluster());
            history = workload.stop();
        }
        assertLinearizable(history);
        cluster().awaitSameMap();
    }

    @Test
    default void leadershipMovesUnderLoadAndTheHistoryIsLinearizable() {
        List<Operation> history;
        try (Workload workload =
                Workload.start(cluster(), 8, List.of("move-1", "move-2", "move-3"), Workload.Mix.ALL)) {
            workload.awaitMore(100, cluster());
            ContractCluster.Transfer first = cluster().transferLeadership();
            workload.awaitMore(200, cluster());
            cluster().transferLeadership();
            workload.awaitMore(200, cluster());
            history = workload.stop();
            assertThat(first.to())
                    .as("the leader after the transfer from %s", first.from().id())
                    .isNotEqualTo(first.from());
        }
        assertLinearizable(history);
        cluster().awaitSameMap();
    }

    private static void assertLinearizable(List<Operation> history) {
        assertThat(new LinearizabilityChecker().check(history))
                .as("the history of %s operations", history.size())
                .isInstanceOf(Verdict.Linearizable.class);
    }
}

package raftmark.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import raftmark.verify.LinearizabilityChecker;
import raftmark.verify.Operation;
import raftmark.verify.Verdict;

/** The benchmark of the checker measures what it says: histories that are right, and hard because operations overlap. */
class SimulatedHistoryTest {
    @ParameterizedTest
    @EnumSource
    void isLinearizableAndOverlaps(SimulatedHistory.Mix mix) {
        List<Operation> history = SimulatedHistory.of(mix, 500, 5, 7);

        assertThat(new LinearizabilityChecker().check(history)).isInstanceOf(Verdict.Linearizable.class);
        long overlapping = 0;
        for (int i = 1; i < history.size(); i++) {
            if (!history.get(i - 1).precedes(history.get(i))) {
                overlapping++;
            }
        }
        assertThat(overlapping).isGreaterThan(250);
    }

    @Test
    void andNotLinearizableOnceAnAnswerIsAnother() {
        List<Operation> history = new ArrayList<>(SimulatedHistory.of(SimulatedHistory.Mix.APPEND, 200, 5, 7));
        Operation last = history.get(199);
        history.set(
                199,
                new Operation(
                        last.client(),
                        last.kind(),
                        last.key(),
                        last.input(),
                        new byte[] {1},
                        last.invokeNanos(),
                        last.completionNanos(),
                        last.outcome()));
        assertThat(new LinearizabilityChecker().check(history)).isInstanceOf(Verdict.NotLinearizable.class);
    }

    @Test
    void anUnknownMixIsNamed() {
        assertThatThrownBy(() -> SimulatedHistory.Mix.named("labs")).hasMessageContaining("use lab or append");
    }
}

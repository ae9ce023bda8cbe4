package raftmark.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import raftmark.verify.Operation.Kind;
import raftmark.verify.Operation.Outcome;

/** Thousands of operations on one key: seconds, not minutes; the bound leaves room for a busy machine. */
class LongHistoryTest {
    private static Verdict check(List<Operation> history) {
        return Assertions.assertTimeout(Duration.ofSeconds(20), () -> new LinearizabilityChecker().check(history));
    }

    @ParameterizedTest(name = "{1} clients, {2} % gets, {3} % puts, {4} % unknown, unique: {5}")
    @CsvSource({
        "5000, 20, 0, 0, 0, true", // append only: the value grows to 30 kB
        "5000, 20, 30, 1, 2, true",
        "5000, 20, 33, 33, 1, true",
        "5000, 20, 33, 33, 1, false", // the lab's mix: a client writes its own number
        "3000, 10, 33, 33, 2, false",
        "3000, 60, 20, 5, 3, true",
    })
    void whatWasExecutedIsFoundLinearizable(
            int count, int clients, int getPercent, int putPercent, int unknownPercent, boolean uniqueInputs) {
        Histories.Mix mix = new Histories.Mix(getPercent, putPercent, unknownPercent, 1, uniqueInputs);
        assertThat(check(Histories.execute(7, count, clients, mix))).isInstanceOf(Verdict.Linearizable.class);
    }

    @Test
    void aStaleReadIsCaughtAndNamed() {
        List<Operation> history = Histories.execute(8, 2_000, 20, new Histories.Mix(33, 33, 1, 0, true));
        Operation stale = lastWith(history, Kind.GET, 1_500);
        Operation old = lastWith(history, Kind.GET, 1_000);
        history.set(history.indexOf(stale), Histories.withOutput(stale, old.output()));
        assertThat(check(history)).isInstanceOfSatisfying(Verdict.NotLinearizable.class, verdict -> {
            assertThat(verdict.offending().get(0).invokeNanos()).isEqualTo(stale.invokeNanos());
            assertThat(verdict.offending()).hasSizeLessThanOrEqualTo(16);
        });
    }

    @Test
    void aLostAppendIsCaught() {
        List<Operation> history = Histories.execute(9, 5_000, 20, new Histories.Mix(0, 0, 1, 0, true));
        Operation refused = Histories.with(lastWith(history, Kind.APPEND, 2_500), Outcome.REFUSED);
        List<Operation> changed = new ArrayList<>(history);
        changed.set(indexAt(history, refused.invokeNanos()), refused);
        assertThat(check(changed)).isInstanceOf(Verdict.NotLinearizable.class);
    }

    private static Operation lastWith(List<Operation> history, Kind kind, int before) {
        for (int i = before; i >= 0; i--) {
            Operation operation = history.get(i);
            if (operation.kind() == kind && operation.outcome() == Outcome.OK) {
                return operation;
            }
        }
        throw new AssertionError("no acknowledged " + kind + " before operation " + before);
    }

    private static int indexAt(List<Operation> history, long invokeNanos) {
        for (int i = 0; i < history.size(); i++) {
            if (history.get(i).invokeNanos() == invokeNanos) {
                return i;
            }
        }
        throw new AssertionError("no operation is invoked at " + invokeNanos);
    }
}

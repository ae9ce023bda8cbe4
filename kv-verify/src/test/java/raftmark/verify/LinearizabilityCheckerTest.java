package raftmark.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static raftmark.verify.Histories.append;
import static raftmark.verify.Histories.get;
import static raftmark.verify.Histories.put;
import static raftmark.verify.Histories.with;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import raftmark.verify.Operation.Outcome;

class LinearizabilityCheckerTest {
    private static Verdict check(Operation... history) {
        return new LinearizabilityChecker(new SearchLimits(100_000, 1_000)).check(List.of(history));
    }

    private static void assertLinearizable(Operation... history) {
        assertThat(check(history)).isInstanceOf(Verdict.Linearizable.class);
    }

    private static Verdict.NotLinearizable assertNot(Operation... history) {
        Verdict verdict = check(history);
        assertThat(verdict).isInstanceOf(Verdict.NotLinearizable.class);
        return (Verdict.NotLinearizable) verdict;
    }

    @Test
    void nothingIsLinearizable() {
        assertLinearizable();
    }

    @Test
    void concurrentOperationsMayTakeEffectInEitherOrder() {
        assertLinearizable(put(1, "a", 0, 100), put(2, "b", 0, 100), get(3, "a", 50, 60), get(3, "b", 70, 80));
        assertLinearizable(put(1, "a", 0, 100), put(2, "b", 0, 100), get(3, "b", 50, 60), get(3, "a", 70, 80));
    }

    @Test
    void aStaleReadIsCaughtAndNamed() {
        Operation stale = get(2, "a", 40, 50);
        Verdict.NotLinearizable verdict =
                assertNot(put(1, "a", 0, 10), put(1, "b", 20, 30), stale, get(2, "b", 60, 70), put(1, "c", 80, 90));
        assertThat(verdict.key()).isEqualTo("k");
        assertThat(verdict.offending().get(0)).isSameAs(stale);
        assertThat(verdict.toString()).contains("get k -> \"a\"").contains("value \"b\"");
    }

    @Test
    void aReadThatIsOvertakenByAnEarlierOneIsCaught() {
        assertNot(put(1, "a", 0, 10), put(1, "b", 20, 90), get(2, "b", 30, 40), get(3, "a", 50, 60));
    }

    @Test
    void aLostUpdateIsCaught() {
        assertNot(append(1, "x", null, 0, 10), append(2, "y", "x", 20, 30), get(1, "x", 40, 50));
        assertNot(append(1, "x", null, 0, 10), append(2, "y", null, 5, 30));
    }

    @Test
    void aDoubledAppendIsCaught() {
        assertNot(append(1, "x", null, 0, 10), get(1, "xx", 20, 30));
    }

    @Test
    void reorderedAppendsAreCaught() {
        assertNot(append(1, "x", null, 0, 10), append(2, "y", "x", 20, 30), get(1, "yx", 40, 50));
    }

    @Test
    void anAbsentKeyIsNotAnEmptyValue() {
        assertNot(get(1, "", 0, 10));
        assertNot(put(1, "", 0, 10), get(1, null, 20, 30));
        assertLinearizable(get(1, null, 0, 10), append(1, "", null, 20, 30), append(1, "x", "", 40, 50));
    }

    @Test
    void anUnknownAppendMayHaveHappenedOrNotOrLate() {
        Operation unknown = with(append(1, "x", null, 0, 10), Outcome.UNKNOWN);
        assertLinearizable(unknown, get(2, "x", 20, 30));
        assertLinearizable(unknown, get(2, null, 20, 30));
        assertLinearizable(unknown, get(2, null, 20, 30), get(2, "x", 1_000, 1_010));
        assertLinearizable(unknown, put(2, "a", 20, 30), get(2, "ax", 40, 50));
    }

    @Test
    void anUnknownOperationHappensOnceAndNotBeforeItIsSent() {
        Operation unknown = with(append(1, "x", null, 100, 110), Outcome.UNKNOWN);
        assertNot(unknown, get(2, "x", 20, 30));
        assertNot(unknown, get(2, "xx", 200, 210));
        assertNot(unknown, get(2, "x", 120, 130), get(2, null, 200, 210));
    }

    @Test
    void unknownOperationsMayExplainAValueOnlyTogether() {
        Operation first = with(put(1, "a", 0, 10), Outcome.UNKNOWN);
        Operation second = with(append(2, "b", null, 0, 10), Outcome.UNKNOWN);
        Operation third = with(append(3, "c", null, 0, 10), Outcome.UNKNOWN);
        assertLinearizable(first, second, third, put(4, "z", 20, 30), get(4, "acb", 40, 50));
        assertNot(first, second, third, put(4, "z", 20, 30), get(4, "abcb", 40, 50));
    }

    @Test
    void equalUnknownAppendsCountOnceEach() {
        Operation first = with(append(1, "x", null, 0, 10), Outcome.UNKNOWN);
        Operation second = with(append(2, "x", null, 50, 60), Outcome.UNKNOWN);
        assertLinearizable(first, second, get(3, "xx", 70, 80));
        assertNot(first, second, get(3, "xx", 20, 30));
        assertNot(first, second, get(3, "xxx", 70, 80));
    }

    @Test
    void aRefusedOperationHasNoEffect() {
        assertNot(with(put(1, "x", 0, 10), Outcome.REFUSED), get(2, "x", 20, 30));
        assertLinearizable(with(put(1, "x", 0, 10), Outcome.REFUSED), get(2, null, 20, 30));
    }

    @Test
    void operationsThatTouchInTimeAreConcurrent() {
        assertLinearizable(put(1, "a", 0, 10), get(2, null, 10, 20));
        assertNot(put(1, "a", 0, 10), get(2, null, 11, 20));
    }

    @Test
    void keysAreJudgedEachByItself() {
        Operation other =
                new Operation(1, Operation.Kind.GET, "other", new byte[0], Histories.bytes("a"), 20, 30, Outcome.OK);
        Verdict.NotLinearizable verdict = assertNot(put(1, "a", 0, 10), other);
        assertThat(verdict.key()).isEqualTo("other");
        assertThat(verdict.offending()).containsExactly(other);
    }

    @Test
    void aSpentBudgetIsUndecided() {
        List<Operation> history = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            history.add(with(append(i, "x" + i, null, 0, 10), Outcome.UNKNOWN));
        }
        history.add(get(30, "x0x1x2x3x4", 500, 600));
        history.add(get(30, "x0", 700, 800));
        Verdict verdict = new LinearizabilityChecker(new SearchLimits(3, 16)).check(history);
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Undecided.class, undecided -> {
            assertThat(undecided.steps()).isEqualTo(3);
            assertThat(undecided.why()).contains("3 steps").contains("key k");
        });
    }

    @Test
    void forgettingStatesChangesNoVerdict() {
        Histories.Mix mix = new Histories.Mix(30, 40, 10, 0, false);
        for (int seed = 0; seed < 50; seed++) {
            List<Operation> history = Histories.execute(seed, 40, 5, mix);
            assertThat(new LinearizabilityChecker(new SearchLimits(1_000_000, 1)).check(history))
                    .as("seed %s", seed)
                    .isInstanceOf(Verdict.Linearizable.class);
        }
    }
}

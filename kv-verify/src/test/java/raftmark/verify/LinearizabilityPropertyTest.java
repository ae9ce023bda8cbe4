package raftmark.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import raftmark.verify.Operation.Kind;
import raftmark.verify.Operation.Outcome;

class LinearizabilityPropertyTest {
    private static boolean linearizable(List<Operation> history) {
        Verdict verdict = new LinearizabilityChecker(new SearchLimits(20_000_000, 1 << 16)).check(history);
        assertThat(verdict).isNotInstanceOf(Verdict.Undecided.class);
        return verdict instanceof Verdict.Linearizable;
    }

    @Property(tries = 600)
    void whatWasExecutedIsLinearizable(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int clients,
            @ForAll @IntRange(min = 0, max = 60) int getPercent,
            @ForAll @IntRange(min = 0, max = 40) int putPercent,
            @ForAll @IntRange(min = 0, max = 30) int unknownPercent,
            @ForAll boolean uniqueInputs) {
        Histories.Mix mix = new Histories.Mix(getPercent, putPercent, unknownPercent, 5, uniqueInputs);
        assertThat(linearizable(Histories.execute(seed, 120, clients, mix))).isTrue();
    }

    @Property(tries = 3_000)
    void agreesWithBruteForceOnAnything(@ForAll("smallHistories") List<Operation> history) {
        boolean expected = BruteForce.linearizable(history);
        Statistics.label("linearizable").collect(expected).coverage(coverage -> {
            coverage.check(true).count(count -> count > 50);
            coverage.check(false).count(count -> count > 50);
        });
        assertThat(linearizable(history)).isEqualTo(expected);
    }

    @Property(tries = 3_000)
    void agreesWithBruteForceOnOneChangedOutput(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int clients, @ForAll boolean uniqueInputs) {
        Histories.Mix mix = new Histories.Mix(30, 20, 20, 5, uniqueInputs);
        List<Operation> history = mutated(Histories.execute(seed, 7, clients, mix), new Random(seed));
        boolean expected = BruteForce.linearizable(history);
        Statistics.label("linearizable").collect(expected).coverage(coverage -> {
            coverage.check(true).count(count -> count > 50);
            coverage.check(false).count(count -> count > 50);
        });
        assertThat(linearizable(history)).isEqualTo(expected);
    }

    /** Gives one operation an output that another one saw, or none. */
    private static List<Operation> mutated(List<Operation> history, Random random) {
        List<Operation> changed = new ArrayList<>(history);
        int target = random.nextInt(history.size());
        byte[] output = history.get(random.nextInt(history.size())).output();
        changed.set(target, Histories.withOutput(history.get(target), output));
        return changed;
    }

    @Provide
    Arbitrary<List<Operation>> smallHistories() {
        Arbitrary<Kind> kinds = Arbitraries.of(Kind.class);
        Arbitrary<String> inputs = Arbitraries.of("", "a", "b");
        Arbitrary<String> outputs =
                Arbitraries.of("", "a", "b", "ab", "ba", "aa", "aab").injectNull(0.3);
        Arbitrary<Integer> invokes = Arbitraries.integers().between(0, 30);
        Arbitrary<Integer> durations = Arbitraries.integers().between(0, 25);
        Arbitrary<Outcome> outcomes =
                Arbitraries.of(Outcome.OK, Outcome.OK, Outcome.OK, Outcome.UNKNOWN, Outcome.UNKNOWN, Outcome.REFUSED);
        return Combinators.combine(kinds, inputs, outputs, invokes, durations, outcomes)
                .as((kind, input, output, invoke, duration, outcome) -> new Operation(
                        0,
                        kind,
                        "k",
                        Histories.bytes(kind == Kind.GET ? "" : input),
                        Histories.bytes(output),
                        invoke,
                        invoke + duration,
                        outcome))
                .list()
                .ofMinSize(1)
                .ofMaxSize(7);
    }
}

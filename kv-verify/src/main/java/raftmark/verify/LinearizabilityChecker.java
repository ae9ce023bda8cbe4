package raftmark.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides whether a history is linearizable: whether each acknowledged operation can have taken effect at one moment
 * between its invocation and its completion. Keys are independent (Herlihy and Wing's locality), so each is searched by
 * itself; every key begins without a value. Refused operations are left out; unknown ones may have happened at any time
 * after their invocation, or never.
 *
 * <p>The problem is NP-complete; what makes a search long is how many operations overlap on one key, Puts among them above all.
 * Histories of 2,000 operations on one key, a third each of Gets, Puts and Appends, were all decided within 2 million steps, in 1 to
 * 7 s each on a busy machine, at up to 40 clients that overlap all the time; at 50, one of three was not, at 60 none was. A test that needs a
 * verdict spreads its clients over keys.
 *
 * <p>Not thread-safe; may be used for many histories in turn. Memory beyond the history is bounded by {@link
 * SearchLimits#cacheEntries}.
 */
public final class LinearizabilityChecker {
    private static final int OFFENDING_MAX = 16;

    private final SearchLimits limits;
    private final VisitedStates visited;
    private int searches;

    /** A checker with {@link SearchLimits#DEFAULT}. */
    public LinearizabilityChecker() {
        this(SearchLimits.DEFAULT);
    }

    public LinearizabilityChecker(SearchLimits limits) {
        this.limits = limits;
        this.visited = new VisitedStates(limits.cacheEntries());
    }

    /** Checks every key; the first that is not linearizable decides, and undecided ones count only if there is none. */
    public Verdict check(List<Operation> history) {
        StepBudget budget = new StepBudget(limits.stepsMax());
        String undecidedKey = null;
        for (Map.Entry<String, List<Operation>> entry : byKey(history).entrySet()) {
            KeySearch search = search(entry.getValue(), budget);
            switch (search.run()) {
                case FOUND -> {}
                case OUT_OF_STEPS -> undecidedKey = undecidedKey == null ? entry.getKey() : undecidedKey;
                case IMPOSSIBLE -> {
                    return explain(entry.getKey(), entry.getValue(), search);
                }
            }
        }
        return undecidedKey == null
                ? new Verdict.Linearizable(budget.spent())
                : new Verdict.Undecided(
                        "the budget of " + limits.stepsMax() + " steps was spent at key " + undecidedKey,
                        budget.spent());
    }

    private KeySearch search(List<Operation> history, StepBudget budget) {
        return new KeySearch(history, searches++, visited, budget);
    }

    private static Map<String, List<Operation>> byKey(List<Operation> history) {
        List<Operation> sorted = new ArrayList<>(history);
        sorted.sort(Comparator.comparingLong(Operation::invokeNanos));
        Map<String, List<Operation>> byKey = new LinkedHashMap<>();
        for (Operation operation : sorted) {
            if (operation.outcome() != Operation.Outcome.REFUSED) {
                byKey.computeIfAbsent(operation.key(), key -> new ArrayList<>()).add(operation);
            }
        }
        return byKey;
    }

    /**
     * Finds the completion up to which the history can be explained and with which it cannot: what is linearizable stays
     * so when its end is cut off, so that bisection finds it.
     */
    private Verdict explain(String key, List<Operation> history, KeySearch whole) {
        long[] completions = history.stream()
                .filter(operation -> operation.outcome() == Operation.Outcome.OK)
                .mapToLong(Operation::completionNanos)
                .sorted()
                .distinct()
                .toArray();
        StepBudget budget = new StepBudget(limits.stepsMax());
        int impossible = completions.length - 1;
        int possible = -1;
        KeySearch shortest = whole;
        // Searches that fail are dear, and the farthest place of the first one is a good guess.
        int probe = firstStuck(completions, whole);
        int firstGuess = probe;
        boolean guessing = true;
        while (impossible - possible > 1) {
            int middle = possible < probe && probe < impossible ? probe : (possible + impossible) >>> 1;
            KeySearch search = search(until(history, completions[middle]), budget);
            KeySearch.End end = search.run();
            if (end == KeySearch.End.FOUND) {
                possible = middle;
                probe = guessing ? middle + 1 : -1;
            } else if (end == KeySearch.End.IMPOSSIBLE) {
                impossible = middle;
                shortest = search;
                probe = guessing ? middle - 1 : -1;
            } else {
                break;
            }
            guessing &= middle == firstGuess;
        }
        return describe(key, history, completions[impossible], impossible - possible == 1, shortest);
    }

    /** Index of the first completion among the operations at which a search got stuck. */
    private static int firstStuck(long[] completions, KeySearch search) {
        KeySearch.Frontier frontier = search.farthest();
        long first = frontier == null
                ? Operation.NEVER_NANOS
                : frontier.mayComeNext().stream()
                        .mapToLong(Operation::completionNanos)
                        .min()
                        .orElse(Operation.NEVER_NANOS);
        return Arrays.binarySearch(completions, first);
    }

    /** The history as known at one moment: what completes later is unknown, what is invoked later is not there. */
    private static List<Operation> until(List<Operation> history, long nanos) {
        List<Operation> known = new ArrayList<>();
        for (Operation operation : history) {
            if (operation.completionNanos() <= nanos) {
                known.add(operation);
            } else if (operation.invokeNanos() <= nanos) {
                known.add(new Operation(
                        operation.client(),
                        operation.kind(),
                        operation.key(),
                        operation.input(),
                        null,
                        operation.invokeNanos(),
                        operation.completionNanos(),
                        Operation.Outcome.UNKNOWN));
            }
        }
        return known;
    }

    private static Verdict describe(
            String key, List<Operation> history, long breakingNanos, boolean exact, KeySearch search) {
        Set<Operation> involved = new LinkedHashSet<>();
        history.stream()
                .filter(operation ->
                        operation.outcome() == Operation.Outcome.OK && operation.completionNanos() == breakingNanos)
                .forEach(involved::add);
        KeySearch.Frontier frontier = search.farthest();
        String where = "";
        if (frontier != null) {
            involved.addAll(frontier.mayComeNext());
            involved.addAll(frontier.lastPlaced());
            where = ". The longest order found places " + frontier.placed()
                    + " of its operations and ends with the value " + frontier.value()
                    + ", which none of those that may come next can have met";
        }
        return new Verdict.NotLinearizable(
                key,
                involved.stream().limit(OFFENDING_MAX).toList(),
                (exact
                                ? "what completed before " + breakingNanos / 1_000
                                        + " us can be explained, and with the first operation below it cannot"
                                : "what completed until " + breakingNanos / 1_000
                                        + " us cannot be explained, and the step budget did not suffice to narrow it down")
                        + where);
    }
}

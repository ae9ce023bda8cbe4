package raftmark.verify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The search for a linearization of one key's history: Wing and Gong's depth-first search with Lowe's memory of visited
 * states, and three exact prunings.
 *
 * <ul>
 *   <li>A Get that may come next and saw the current value is placed at once: it changes nothing, so no other order gains.
 *   <li>An unknown operation is optional. One whose effect nobody sees may as well never have happened, so it is placed
 *       only where the value after it begins what some operation saw that may come next, and no Put follows it directly.
 *   <li>Of two equal unknown operations the one invoked first is placed first.
 * </ul>
 */
final class KeySearch {
    /** How a search ends. */
    enum End {
        FOUND,
        IMPOSSIBLE,
        OUT_OF_STEPS
    }

    /** The farthest that a search came: for explanations. */
    record Frontier(int placed, Value value, List<Operation> mayComeNext, List<Operation> lastPlaced) {}

    private static final int LAST_PLACED_SHOWN = 4;

    private final int ordinal;
    private final Pending acknowledged;
    private final Pending unknown;
    private final VisitedStates visited;
    private final StepBudget budget;
    private final Deque<Frame> path = new ArrayDeque<>();
    private final int total;
    private @Nullable Frontier farthest;

    /**
     * @param history of one key, by time of invocation, without refused operations
     * @param ordinal tells this search's states from those of other searches with the same {@code visited}
     */
    KeySearch(List<Operation> history, int ordinal, VisitedStates visited, StepBudget budget) {
        List<Operation> known = new ArrayList<>();
        List<Operation> open = new ArrayList<>();
        for (Operation operation : history) {
            if (operation.outcome() == Operation.Outcome.OK) {
                known.add(operation);
            } else if (operation.kind() != Operation.Kind.GET) {
                open.add(operation);
            }
        }
        this.ordinal = ordinal;
        this.acknowledged = new Pending(known);
        this.unknown = new Pending(open);
        this.visited = visited;
        this.budget = budget;
        this.total = known.size();
    }

    /** A state on the current path, and what is still to be tried from it. */
    private static final class Frame {
        final Value value;
        final Pending.@Nullable Node placed;
        final List<Pending.Node> gets;
        final List<Pending.Node> candidates;
        int next;

        Frame(Value value, Pending.@Nullable Node placed, List<Pending.Node> gets, List<Pending.Node> candidates) {
            this.value = value;
            this.placed = placed;
            this.gets = gets;
            this.candidates = candidates;
        }
    }

    End run() {
        enter(Value.ABSENT, null);
        while (!path.isEmpty()) {
            if (acknowledged.remaining() == 0) {
                return End.FOUND;
            }
            Frame frame = path.getLast();
            if (frame.next == frame.candidates.size()) {
                path.removeLast();
                undo(frame);
                continue;
            }
            if (!budget.spend()) {
                return End.OUT_OF_STEPS;
            }
            Pending.Node chosen = frame.candidates.get(frame.next++);
            listOf(chosen).take(chosen);
            enter(chosen.applyTo(frame.value), chosen);
        }
        return End.IMPOSSIBLE;
    }

    /** Where the search got stuck; empty before {@link #run}. */
    @Nullable
    Frontier farthest() {
        return farthest;
    }

    private Pending listOf(Pending.Node node) {
        return node.operation.outcome() == Operation.Outcome.OK ? acknowledged : unknown;
    }

    private void enter(Value value, Pending.@Nullable Node placed) {
        List<Pending.Node> window = new ArrayList<>();
        List<Pending.Node> gets = new ArrayList<>();
        long firstCompletionNanos = placeGets(value, window, gets);
        // Nobody saw what an unknown operation did, so far: the next one to be placed must, or another unknown one.
        boolean unseen = placed != null && listOf(placed) == unknown && gets.isEmpty();
        if (visited.add(state(value, unseen))) {
            noteFrontier(value, window, placed);
            path.addLast(new Frame(value, placed, gets, candidates(value, unseen, window, firstCompletionNanos)));
        } else {
            undo(new Frame(value, placed, gets, List.of()));
        }
    }

    private void undo(Frame frame) {
        for (int i = frame.gets.size() - 1; i >= 0; i--) {
            acknowledged.putBack(frame.gets.get(i));
        }
        if (frame.placed != null) {
            listOf(frame.placed).putBack(frame.placed);
        }
    }

    /**
     * Places every Get that may come next and saw {@code value}. Leaves in {@code window} what else may come next.
     *
     * @return when the first of the rest completes: what is invoked after that may not come next
     */
    private long placeGets(Value value, List<Pending.Node> window, List<Pending.Node> gets) {
        while (true) {
            window.clear();
            int before = gets.size();
            long firstCompletionNanos = Operation.NEVER_NANOS;
            for (Pending.Node node = acknowledged.first(); node != null; node = node.next()) {
                if (node.operation.invokeNanos() > firstCompletionNanos) {
                    break;
                }
                if (node.operation.kind() == Operation.Kind.GET && node.output.equals(value)) {
                    acknowledged.take(node);
                    gets.add(node);
                } else {
                    firstCompletionNanos = Math.min(firstCompletionNanos, node.operation.completionNanos());
                    window.add(node);
                }
            }
            if (gets.size() == before) {
                return firstCompletionNanos;
            }
        }
    }

    private List<Pending.Node> candidates(
            Value value, boolean unseen, List<Pending.Node> window, long firstCompletionNanos) {
        List<Pending.Node> candidates = new ArrayList<>();
        for (Pending.Node node : window) {
            boolean possible = switch (node.operation.kind()) {
                case GET -> false;
                case PUT -> !unseen;
                case APPEND -> node.output.equals(value);
            };
            if (possible) {
                candidates.add(node);
            }
        }
        // What observes first, since a Put destroys what it saw; then by completion, which is close to the real order.
        candidates.sort(Comparator.comparing((Pending.Node node) -> !node.observes())
                .thenComparingLong(node -> node.operation.completionNanos()));
        addUnknown(candidates, value, unseen, window, firstCompletionNanos);
        return candidates;
    }

    private void addUnknown(
            List<Pending.Node> candidates,
            Value value,
            boolean unseen,
            List<Pending.Node> window,
            long firstCompletionNanos) {
        int known = candidates.size();
        for (Pending.Node node = unknown.first(); node != null; node = node.next()) {
            if (node.operation.invokeNanos() > firstCompletionNanos) {
                break;
            }
            boolean hidesUnseen = unseen && node.operation.kind() == Operation.Kind.PUT;
            if (!hidesUnseen
                    && leadsToSomethingSeen(node.applyTo(value), window)
                    && !hasEqual(candidates.subList(known, candidates.size()), node)) {
                candidates.add(node);
            }
        }
    }

    private static boolean leadsToSomethingSeen(Value after, List<Pending.Node> window) {
        for (Pending.Node node : window) {
            if (node.observes() && after.isPrefixOf(node.output)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasEqual(List<Pending.Node> nodes, Pending.Node node) {
        for (Pending.Node other : nodes) {
            if (other.operation.kind() == node.operation.kind() && other.input.equals(node.input)) {
                return true;
            }
        }
        return false;
    }

    private VisitedStates.State state(Value value, boolean unseen) {
        int knownFrom = acknowledged.firstWord();
        int knownTo = acknowledged.wordsUntilLastPlaced(knownFrom);
        int openFrom = unknown.firstWord();
        int openTo = unknown.wordsUntilLastPlaced(openFrom);
        long[] placed = new long[3 + knownTo - knownFrom + openTo - openFrom];
        placed[0] = ((long) ordinal << 1) | (unseen ? 1 : 0);
        placed[1] = knownFrom;
        placed[2] = ((long) openFrom << 32) | (knownTo - knownFrom);
        acknowledged.copyWords(knownFrom, knownTo, placed, 3);
        unknown.copyWords(openFrom, openTo, placed, 3 + knownTo - knownFrom);
        return VisitedStates.State.of(placed, value);
    }

    private void noteFrontier(Value value, List<Pending.Node> window, Pending.@Nullable Node placed) {
        int done = total - acknowledged.remaining();
        Frontier before = farthest;
        if (before != null && before.placed() >= done) {
            return;
        }
        List<Operation> last = new ArrayList<>();
        if (placed != null) {
            last.add(placed.operation);
        }
        for (var frames = path.descendingIterator(); frames.hasNext() && last.size() < LAST_PLACED_SHOWN; ) {
            Pending.Node node = frames.next().placed;
            if (node != null) {
                last.add(node.operation);
            }
        }
        farthest = new Frontier(
                done, value, window.stream().map(node -> node.operation).toList(), last);
    }
}

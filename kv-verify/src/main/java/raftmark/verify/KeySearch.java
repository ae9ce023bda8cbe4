package raftmark.verify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The search for a linearization of one key's history: Wing and Gong's depth-first search with Lowe's memory of visited
 * states, and prunings that are exact.
 *
 * <ul>
 *   <li>A Get that may come next and saw the current value is placed at once, unless that would take a covered Put (see
 *       below) its last chance: it changes nothing, so no other order gains.
 *   <li>An unknown operation is optional. One whose effect nobody sees may as well never have happened, so it is placed
 *       only where the value after it begins what some operation saw that may come next, and no Put follows it directly.
 *   <li>An acknowledged Put that could have come right before the Put just placed may have been overwritten by it unseen.
 *       From then on it is <em>covered</em>: optional like an unknown one, and it delays nobody. It can still be placed, to
 *       be seen, until something is placed that was invoked after its completion, or all that saw it are placed. So k concurrent Puts cost k states
 *       rather than 2^k.
 *   <li>Of equal optional operations, the one that is least useful later is placed first.
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
    private final Witnesses witnesses;
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
        this.witnesses = new Witnesses(acknowledged);
        this.unknown = new Pending(open);
        this.visited = visited;
        this.budget = budget;
        this.total = known.size();
    }

    /** A state on the current path, how it was reached, and what is still to be tried from it. */
    private static final class Frame {
        final Value value;
        /** Null at the beginning. */
        final Pending.@Nullable Node placed;
        /** Taken from the lists on the way here, in this order. */
        final List<Pending.Node> taken;
        /** Acknowledged operations that may come next. */
        final List<Pending.Node> window = new ArrayList<>();
        /** Covered Puts that may still be placed. */
        final List<Pending.Node> covered;

        long lastInvokedNanos;
        List<Pending.Node> candidates = List.of();
        int next;

        Frame(
                Value value,
                Pending.@Nullable Node placed,
                List<Pending.Node> taken,
                List<Pending.Node> covered,
                long lastInvokedNanos) {
            this.value = value;
            this.placed = placed;
            this.taken = taken;
            this.covered = covered;
            this.lastInvokedNanos = lastInvokedNanos;
        }
    }

    End run() {
        enter(new Frame(Value.ABSENT, null, new ArrayList<>(), new ArrayList<>(), Long.MIN_VALUE));
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
            enter(place(frame, frame.candidates.get(frame.next++)));
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

    private Frame place(Frame from, Pending.Node chosen) {
        List<Pending.Node> taken = new ArrayList<>();
        List<Pending.Node> covered = new ArrayList<>(from.covered);
        if (!covered.remove(chosen)) {
            listOf(chosen).take(chosen);
            taken.add(chosen);
        }
        if (chosen.operation.kind() == Operation.Kind.PUT) {
            cover(from, chosen, taken, covered);
        }
        return new Frame(
                chosen.applyTo(from.value),
                chosen,
                taken,
                covered,
                Math.max(from.lastInvokedNanos, chosen.operation.invokeNanos()));
    }

    /**
     * Covers the Puts that could stand right before {@code put}. Not one that must stand behind a Put covered earlier: that
     * one may yet be placed after {@code put}.
     */
    private void cover(Frame from, Pending.Node put, List<Pending.Node> taken, List<Pending.Node> covered) {
        long bound = firstCompletionNanos(from.covered);
        for (Pending.Node other : from.window) {
            if (other != put
                    && other.operation.kind() == Operation.Kind.PUT
                    && other.operation.invokeNanos() <= bound) {
                acknowledged.take(other);
                taken.add(other);
                covered.add(other);
            }
        }
    }

    private static long firstCompletionNanos(List<Pending.Node> nodes) {
        long first = Operation.NEVER_NANOS;
        for (Pending.Node node : nodes) {
            first = Math.min(first, node.operation.completionNanos());
        }
        return first;
    }

    private void enter(Frame frame) {
        int before = frame.taken.size();
        frame.covered.removeIf(put ->
                put.operation.completionNanos() < frame.lastInvokedNanos || !witnesses.remainFor(put, acknowledged));
        long firstCompletionNanos = placeGets(frame);
        // An optional operation was placed and nobody has seen it so far: the next one to be placed must.
        boolean unseen = frame.placed != null
                && frame.taken.size() == before
                && (listOf(frame.placed) == unknown || !frame.taken.contains(frame.placed));
        boolean dead = unseen && !leadsToSomethingSeen(frame.value, frame.window);
        if (!dead && visited.add(state(frame, unseen))) {
            frame.candidates = candidates(frame, unseen, firstCompletionNanos);
            noteFrontier(frame);
            path.addLast(frame);
        } else {
            undo(frame);
        }
    }

    private void undo(Frame frame) {
        for (int i = frame.taken.size() - 1; i >= 0; i--) {
            Pending.Node node = frame.taken.get(i);
            listOf(node).putBack(node);
        }
    }

    /**
     * Places every Get that may come next, saw the current value, and takes no covered Put its last chance. What else may come next is the frame's window then.
     *
     * @return when the first of the rest completes: what is invoked after that may not come next
     */
    private long placeGets(Frame frame) {
        long bound = firstCompletionNanos(frame.covered);
        while (true) {
            frame.window.clear();
            int before = frame.taken.size();
            long firstCompletionNanos = Operation.NEVER_NANOS;
            for (Pending.Node node = acknowledged.first(); node != null; node = node.next()) {
                if (node.operation.invokeNanos() > firstCompletionNanos) {
                    break;
                }
                if (node.operation.kind() == Operation.Kind.GET
                        && node.operation.invokeNanos() <= bound
                        && node.output.equals(frame.value)) {
                    acknowledged.take(node);
                    frame.taken.add(node);
                    frame.lastInvokedNanos = Math.max(frame.lastInvokedNanos, node.operation.invokeNanos());
                } else {
                    firstCompletionNanos = Math.min(firstCompletionNanos, node.operation.completionNanos());
                    frame.window.add(node);
                }
            }
            if (frame.taken.size() == before) {
                return firstCompletionNanos;
            }
        }
    }

    private List<Pending.Node> candidates(Frame frame, boolean unseen, long firstCompletionNanos) {
        List<Pending.Node> candidates = new ArrayList<>();
        for (Pending.Node node : frame.window) {
            boolean possible = switch (node.operation.kind()) {
                case PUT -> !unseen;
                case GET, APPEND -> node.output.equals(frame.value);
            };
            if (possible) {
                candidates.add(node);
            }
        }
        List<Pending.Node> optional = new ArrayList<>();
        if (!unseen) {
            frame.covered.sort(Comparator.comparingLong(node -> node.operation.completionNanos()));
            frame.covered.forEach(put -> addUnlessEqual(optional, put));
            candidates.addAll(optional);
            optional.clear();
        }
        addUnknown(optional, frame, unseen, firstCompletionNanos);
        candidates.addAll(optional);
        // A guess at the real order, so that the search seldom turns back. What observes first, since a Put destroys
        // what
        // it saw; then what the most urgent observers wait for.
        candidates.sort(Comparator.comparing((Pending.Node node) -> !node.observes() || listOf(node) == unknown)
                .thenComparingLong(node -> firstSeenNanos(node, frame))
                .thenComparingLong(node -> node.operation.completionNanos()));
        return candidates;
    }

    /** When the first operation completes that may come next and saw what {@code node} leaves. */
    private static long firstSeenNanos(Pending.Node node, Frame frame) {
        long first = Operation.NEVER_NANOS;
        if (node.operation.kind() == Operation.Kind.PUT) {
            for (Pending.Node other : frame.window) {
                if (other.observes()
                        && other.operation.completionNanos() < first
                        && node.input.isPrefixOf(other.output)) {
                    first = other.operation.completionNanos();
                }
            }
        }
        return first;
    }

    private void addUnknown(List<Pending.Node> optional, Frame frame, boolean unseen, long firstCompletionNanos) {
        for (Pending.Node node = unknown.first(); node != null; node = node.next()) {
            if (node.operation.invokeNanos() > firstCompletionNanos) {
                break;
            }
            // What a Put covers may open the window for those that see it: that is judged once it is placed.
            boolean possible = node.operation.kind() == Operation.Kind.PUT
                    ? !unseen
                    : leadsToSomethingSeen(node.applyTo(frame.value), frame.window);
            if (possible) {
                addUnlessEqual(optional, node);
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

    private static void addUnlessEqual(List<Pending.Node> nodes, Pending.Node node) {
        for (Pending.Node other : nodes) {
            if (other.operation.kind() == node.operation.kind() && other.input.equals(node.input)) {
                return;
            }
        }
        nodes.add(node);
    }

    private VisitedStates.State state(Frame frame, boolean unseen) {
        int knownFrom = acknowledged.firstWord();
        int knownTo = acknowledged.wordsUntilLastPlaced(knownFrom);
        int openFrom = unknown.firstWord();
        int openTo = unknown.wordsUntilLastPlaced(openFrom);
        int covered = 4 + knownTo - knownFrom + openTo - openFrom;
        long[] placed = new long[covered + frame.covered.size()];
        placed[0] = ((long) ordinal << 1) | (unseen ? 1 : 0);
        placed[1] = knownFrom;
        placed[2] = ((long) openFrom << 32) | (knownTo - knownFrom);
        placed[3] = covered;
        acknowledged.copyWords(knownFrom, knownTo, placed, 4);
        unknown.copyWords(openFrom, openTo, placed, 4 + knownTo - knownFrom);
        for (int i = 0; i < frame.covered.size(); i++) {
            placed[covered + i] = frame.covered.get(i).index;
        }
        Arrays.sort(placed, covered, placed.length);
        return VisitedStates.State.of(placed, frame.value);
    }

    private void noteFrontier(Frame frame) {
        int done = total - acknowledged.remaining();
        Frontier before = farthest;
        if (before != null && before.placed() >= done) {
            return;
        }
        List<Operation> last = new ArrayList<>();
        if (frame.placed != null) {
            last.add(frame.placed.operation);
        }
        for (var frames = path.descendingIterator(); frames.hasNext() && last.size() < LAST_PLACED_SHOWN; ) {
            Pending.Node node = frames.next().placed;
            if (node != null) {
                last.add(node.operation);
            }
        }
        farthest = new Frontier(
                done,
                frame.value,
                frame.window.stream().map(node -> node.operation).toList(),
                last);
    }
}

package raftmark.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what many clients do at once. Costs one small object and two clock readings per operation, and takes no
 * lock. An operation that was invoked and never completed counts as {@link Operation.Outcome#UNKNOWN}.
 */
public final class HistoryRecorder {
    private static final byte[] NO_INPUT = new byte[0];

    private final LongSupplier nanoClock;
    private final Queue<Invocation> invocations = new ConcurrentLinkedQueue<>();

    /** @param nanoClock a clock that never goes back and is the same for all threads, such as {@link System#nanoTime} */
    public HistoryRecorder(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** To be called right before a Get is sent. */
    public Invocation get(int client, String key) {
        return invoke(client, Operation.Kind.GET, key, NO_INPUT);
    }

    /** To be called right before a Put is sent. The array is kept and must not be changed. */
    public Invocation put(int client, String key, byte[] value) {
        return invoke(client, Operation.Kind.PUT, key, value);
    }

    /** To be called right before an Append is sent. The array is kept and must not be changed. */
    public Invocation append(int client, String key, byte[] args) {
        return invoke(client, Operation.Kind.APPEND, key, args);
    }

    private Invocation invoke(int client, Operation.Kind kind, String key, byte[] input) {
        Invocation invocation = new Invocation(client, kind, key, input);
        invocations.add(invocation);
        return invocation;
    }

    /** Everything invoked so far, by time of invocation; what is under way is unknown. */
    public List<Operation> history() {
        List<Operation> history = new ArrayList<>();
        for (Invocation invocation : invocations) {
            history.add(invocation.operation());
        }
        history.sort(Comparator.comparingLong(Operation::invokeNanos));
        return history;
    }

    /** An operation under way. Its client completes it once, with what it learnt. */
    public final class Invocation {
        private final int client;
        private final Operation.Kind kind;
        private final String key;
        private final byte[] input;
        private final long invokeNanos;
        private volatile @Nullable Operation completed;

        private Invocation(int client, Operation.Kind kind, String key, byte[] input) {
            this.client = client;
            this.kind = kind;
            this.key = key;
            this.input = input;
            this.invokeNanos = nanoClock.getAsLong();
        }

        /** It took effect. @param output as {@link Operation#output}; null for a Put */
        public void ok(byte @Nullable [] output) {
            complete(output, nanoClock.getAsLong(), Operation.Outcome.OK);
        }

        /** It is proven to have had no effect. */
        public void refused() {
            complete(null, nanoClock.getAsLong(), Operation.Outcome.REFUSED);
        }

        /** Nobody knows. */
        public void unknown() {
            complete(null, nanoClock.getAsLong(), Operation.Outcome.UNKNOWN);
        }

        private void complete(byte @Nullable [] output, long completionNanos, Operation.Outcome outcome) {
            if (completed != null) {
                throw new IllegalStateException("completed twice: " + completed);
            }
            completed = new Operation(client, kind, key, input, output, invokeNanos, completionNanos, outcome);
        }

        private Operation operation() {
            Operation known = completed;
            return known != null
                    ? known
                    : new Operation(
                            client,
                            kind,
                            key,
                            input,
                            null,
                            invokeNanos,
                            Operation.NEVER_NANOS,
                            Operation.Outcome.UNKNOWN);
        }
    }
}

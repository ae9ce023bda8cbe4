package raftmark.verify;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One operation as its client saw it. Arrays are shared, and must not be changed.
 *
 * @param client number of the client, which has one operation outstanding at a time
 * @param kind which call
 * @param key the key
 * @param input what a Put writes and an Append adds; empty for a Get
 * @param output the value that a Get read, or that an Append found; null where the key did not exist, and meaningless
 *     for a Put and for an outcome other than {@link Outcome#OK}
 * @param invokeNanos when the client sent it, by the recorder's clock
 * @param completionNanos when the client knew the outcome, by the same clock
 * @param outcome what the client knows
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by identity only.
public record Operation(
        int client,
        Kind kind,
        String key,
        byte[] input,
        byte @Nullable [] output,
        long invokeNanos,
        long completionNanos,
        Outcome outcome) {
    /** Completion of an operation that nobody heard of again. */
    public static final long NEVER_NANOS = Long.MAX_VALUE;

    /** The calls of the key/value service. */
    public enum Kind {
        GET,
        PUT,
        APPEND
    }

    /** What a client knows of its operation. */
    public enum Outcome {
        /** It took effect between invocation and completion. */
        OK,
        /** Proven to have had no effect, now or later. */
        REFUSED,
        /** It took effect at some time after the invocation, or will, or never does. */
        UNKNOWN
    }

    /** @throws IllegalArgumentException if it completes before it is invoked */
    public Operation {
        if (completionNanos < invokeNanos) {
            throw new IllegalArgumentException("completionNanos " + completionNanos + " lies before invokeNanos "
                    + invokeNanos + " (client " + client + ", " + kind + " of " + key + ")");
        }
    }

    /** Real-time order: whether this was over before {@code other} began. */
    public boolean precedes(Operation other) {
        return completionNanos < other.invokeNanos;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(120)
                .append("client ")
                .append(client)
                .append(": ")
                .append(kind.name().toLowerCase(Locale.ROOT))
                .append(' ')
                .append(key);
        if (kind != Kind.GET) {
            text.append(' ').append(Printed.value(input));
        }
        if (outcome == Outcome.OK) {
            text.append(" -> ").append(kind == Kind.PUT ? "ok" : Printed.value(output));
        } else {
            text.append(" -> ").append(outcome.name().toLowerCase(Locale.ROOT));
        }
        text.append(" [").append(invokeNanos / 1_000).append(" us, ");
        return completionNanos == NEVER_NANOS
                ? text.append("never]").toString()
                : text.append(completionNanos / 1_000).append(" us]").toString();
    }
}

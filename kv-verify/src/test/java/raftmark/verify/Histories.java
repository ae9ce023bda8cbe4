package raftmark.verify;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import raftmark.verify.Operation.Kind;
import raftmark.verify.Operation.Outcome;

/** Histories for tests: written by hand, and made by executing random operations at known moments. */
final class Histories {
    private Histories() {}

    static Operation get(int client, @Nullable String output, long invoke, long completion) {
        return new Operation(client, Kind.GET, "k", new byte[0], bytes(output), invoke, completion, Outcome.OK);
    }

    static Operation put(int client, String value, long invoke, long completion) {
        return new Operation(client, Kind.PUT, "k", bytes(value), null, invoke, completion, Outcome.OK);
    }

    static Operation append(int client, String args, @Nullable String output, long invoke, long completion) {
        return new Operation(client, Kind.APPEND, "k", bytes(args), bytes(output), invoke, completion, Outcome.OK);
    }

    static Operation with(Operation operation, Outcome outcome) {
        return new Operation(
                operation.client(),
                operation.kind(),
                operation.key(),
                operation.input(),
                null,
                operation.invokeNanos(),
                operation.completionNanos(),
                outcome);
    }

    static Operation withOutput(Operation operation, byte @Nullable [] output) {
        return new Operation(
                operation.client(),
                operation.kind(),
                operation.key(),
                operation.input(),
                output,
                operation.invokeNanos(),
                operation.completionNanos(),
                operation.outcome());
    }

    static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** What {@link #execute} draws from. Percentages of kinds; the rest are Appends. */
    record Mix(int getPercent, int putPercent, int unknownPercent, int refusedPercent, boolean uniqueInputs) {}

    /**
     * Executes {@code count} operations one after another at moments 1000, 2000, … and lets each client see its operation
     * begin before and end after that moment, so that up to {@code clients} overlap. Linearizable by construction.
     */
    static List<Operation> execute(long seed, int count, int clients, Mix mix) {
        Random random = new Random(seed);
        long[] freeAt = new long[clients];
        List<Operation> history = new ArrayList<>();
        StringBuilder current = null;
        for (int i = 1; i <= count; i++) {
            long moment = i * 1000L;
            int client = freeClient(random, freeAt, moment);
            long invoke = Math.max(freeAt[client] + 1, moment - random.nextInt(500 * clients));
            long completion = moment + random.nextInt(500 * clients);
            freeAt[client] = completion;
            int draw = random.nextInt(100);
            Kind kind =
                    draw < mix.getPercent ? Kind.GET : draw < mix.getPercent + mix.putPercent ? Kind.PUT : Kind.APPEND;
            String input = kind == Kind.GET ? "" : mix.uniqueInputs ? "<" + i + ">" : String.valueOf(client % 10);
            int fate = random.nextInt(100);
            Outcome outcome = fate < mix.unknownPercent
                    ? Outcome.UNKNOWN
                    : fate < mix.unknownPercent + mix.refusedPercent ? Outcome.REFUSED : Outcome.OK;
            boolean happens = outcome == Outcome.OK || (outcome == Outcome.UNKNOWN && random.nextBoolean());
            byte[] output =
                    kind == Kind.PUT || current == null || outcome != Outcome.OK ? null : bytes(current.toString());
            history.add(new Operation(client, kind, "k", bytes(input), output, invoke, completion, outcome));
            if (happens && kind == Kind.PUT) {
                current = new StringBuilder(input);
            } else if (happens && kind == Kind.APPEND) {
                current = (current == null ? new StringBuilder() : current).append(input);
            }
        }
        return history;
    }

    private static int freeClient(Random random, long[] freeAt, long moment) {
        int client = random.nextInt(freeAt.length);
        for (int tried = 0; tried < freeAt.length; tried++) {
            if (freeAt[client] < moment) {
                return client;
            }
            client = (client + 1) % freeAt.length;
        }
        // All are busy: the one that is free first ends its operation earlier, but after its own moment.
        throw new IllegalStateException("no client is free at " + moment + ": widen the spacing");
    }
}

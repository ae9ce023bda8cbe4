package raftmark.bench.jmh;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import raftmark.verify.Operation;
import raftmark.verify.TokenCheck;

/** Makes histories of one key that are linearizable by construction: what each client saw of operations that took effect one after another. */
final class SimulatedHistory {
    private static final String KEY = "K1";
    private static final byte[] NOTHING = {};
    /** Time between two effects. */
    private static final long SPACING_NANOS = 1_000;

    private SimulatedHistory() {}

    /** What clients do. */
    enum Mix {
        /** Get, Put and Append of the client's own number, alike often. */
        LAB,
        /** Appends of unique tokens. */
        APPEND;

        /** @throws IllegalArgumentException if there is none of this name */
        static Mix named(String name) {
            return Arrays.stream(values())
                    .filter(mix -> mix.name().toLowerCase(Locale.ROOT).equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("mix '" + name + "' is none: use lab or append"));
        }
    }

    /** @param clients how many operations overlap at most */
    static List<Operation> of(Mix mix, int operations, int clients, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] freeFromNanos = new long[clients];
        List<Operation> history = new ArrayList<>(operations);
        byte[] value = NOTHING;
        for (int i = 0; i < operations; i++) {
            // Effects lie so far apart that the client whose turn it is has been answered before.
            int client = i % clients;
            long effectNanos = (i + 1) * SPACING_NANOS;
            long halfTurnNanos = clients * SPACING_NANOS / 2;
            long invokeNanos = Math.max(freeFromNanos[client] + 1, effectNanos - random.nextLong(halfTurnNanos) - 1);
            long completionNanos = effectNanos + random.nextLong(halfTurnNanos);
            freeFromNanos[client] = completionNanos;
            // The first is a Put, so that there always is a value.
            Operation.Kind kind = i == 0
                    ? Operation.Kind.PUT
                    : mix == Mix.APPEND ? Operation.Kind.APPEND : Operation.Kind.values()[random.nextInt(3)];
            byte[] input = kind == Operation.Kind.GET
                    ? NOTHING
                    : mix == Mix.APPEND
                            ? TokenCheck.token(client, i)
                            : Integer.toString(client + 1).getBytes(StandardCharsets.US_ASCII);
            history.add(new Operation(
                    client,
                    kind,
                    KEY,
                    input,
                    kind == Operation.Kind.PUT ? NOTHING : value,
                    invokeNanos,
                    completionNanos,
                    Operation.Outcome.OK));
            value = kind == Operation.Kind.GET ? value : kind == Operation.Kind.PUT ? input : joined(value, input);
        }
        return history;
    }

    private static byte[] joined(byte[] value, byte[] more) {
        byte[] joined = Arrays.copyOf(value, value.length + more.length);
        System.arraycopy(more, 0, joined, value.length, more.length);
        return joined;
    }
}

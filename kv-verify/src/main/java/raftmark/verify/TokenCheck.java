package raftmark.verify;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges a long history of one key to which clients append unique tokens and which nobody puts, in time linear in the
 * bytes recorded. Weaker than a linearizability check, and says more plainly what went wrong. A token ends with {@link
 * #SEPARATOR}, which occurs nowhere else in it; see {@link #token}.
 */
public final class TokenCheck {
    /** The last byte of every token. */
    public static final byte SEPARATOR = ';';

    /** What can be wrong with a token. */
    public enum Fault {
        /** Acknowledged, and not in the final value. */
        LOST,
        /** In the final value more than once. */
        DOUBLED,
        /** Acknowledged before another was sent, and behind it in the final value. */
        OUT_OF_ORDER,
        /** In the final value, and nobody appended it. */
        FOREIGN,
        /** In the final value although the client was told that it had no effect. */
        REFUSED_BUT_PRESENT,
        /** The old value that its client was told is not what precedes it in the final value. */
        WRONG_OLD_VALUE
    }

    /**
     * One fault.
     *
     * @param fault what is wrong
     * @param token with which token
     * @param detail the operations or places concerned
     */
    public record Finding(Fault fault, String token, String detail) {
        @Override
        public String toString() {
            return fault + " " + token + ": " + detail;
        }
    }

    private TokenCheck() {}

    /** The token of a client's n-th append: unique if both numbers are never used together again. */
    public static byte[] token(int client, long number) {
        return (client + "." + number + (char) SEPARATOR).getBytes(StandardCharsets.US_ASCII);
    }

    /** A token of the final value, and where it ends. */
    private record Found(
            String token, int startByte, @Nullable Operation operation) {}

    /**
     * Checks one key.
     *
     * @param appends every append to the key, whatever its outcome
     * @param finalValue what the key holds after all of them are over; null if it does not exist
     * @return the faults, none if all is well
     * @throws IllegalArgumentException if an operation is no append, a token is malformed, or two are equal
     */
    public static List<Finding> check(List<Operation> appends, byte @Nullable [] finalValue) {
        Map<String, Operation> byToken = byToken(appends);
        byte[] value = finalValue == null ? new byte[0] : finalValue;
        List<Finding> findings = new ArrayList<>();
        Map<String, Integer> firstPlace = new HashMap<>();
        List<Found> found = new ArrayList<>();
        for (Found each : split(value, byToken)) {
            Integer earlier = firstPlace.putIfAbsent(each.token(), each.startByte());
            if (earlier == null) {
                found.add(each);
            } else {
                findings.add(
                        new Finding(Fault.DOUBLED, each.token(), "at bytes " + earlier + " and " + each.startByte()));
            }
        }
        for (Found each : found) {
            checkPresent(each, value, findings);
        }
        checkOrder(found, findings);
        byToken.forEach((token, operation) -> {
            if (operation.outcome() == Operation.Outcome.OK && !firstPlace.containsKey(token)) {
                findings.add(new Finding(Fault.LOST, token, operation.toString()));
            }
        });
        return findings;
    }

    private static Map<String, Operation> byToken(List<Operation> appends) {
        Map<String, Operation> byToken = new HashMap<>();
        for (Operation operation : appends) {
            byte[] input = operation.input();
            if (operation.kind() != Operation.Kind.APPEND || input.length == 0) {
                throw new IllegalArgumentException("not an append of a token: " + operation);
            }
            for (int i = 0; i < input.length; i++) {
                if ((input[i] == SEPARATOR) != (i == input.length - 1)) {
                    throw new IllegalArgumentException("a token has one '" + (char) SEPARATOR
                            + "', at its end; make it with TokenCheck.token: " + operation);
                }
            }
            Operation other = byToken.put(text(input, 0, input.length), operation);
            if (other != null) {
                throw new IllegalArgumentException("a token is used twice: " + other + " and " + operation);
            }
        }
        return byToken;
    }

    private static List<Found> split(byte[] value, Map<String, Operation> byToken) {
        List<Found> found = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < value.length; i++) {
            if (value[i] == SEPARATOR || i == value.length - 1) {
                String token = text(value, start, i + 1);
                found.add(new Found(token, start, byToken.get(token)));
                start = i + 1;
            }
        }
        return found;
    }

    private static void checkPresent(Found found, byte[] value, List<Finding> findings) {
        Operation operation = found.operation();
        if (operation == null) {
            findings.add(new Finding(Fault.FOREIGN, found.token(), "at byte " + found.startByte()));
        } else if (operation.outcome() == Operation.Outcome.REFUSED) {
            findings.add(new Finding(Fault.REFUSED_BUT_PRESENT, found.token(), operation.toString()));
        } else if (operation.outcome() == Operation.Outcome.OK) {
            byte[] old = operation.output();
            int oldLength = old == null ? 0 : old.length;
            if (oldLength != found.startByte()
                    || (old != null && !Arrays.equals(old, 0, oldLength, value, 0, oldLength))) {
                findings.add(new Finding(
                        Fault.WRONG_OLD_VALUE,
                        found.token(),
                        "it stands at byte " + found.startByte() + " of the final value, and its client was told of "
                                + oldLength + " bytes before it: " + operation));
            }
        }
    }

    private static void checkOrder(List<Found> found, List<Finding> findings) {
        Operation latestInvoked = null;
        for (Found each : found) {
            Operation operation = each.operation();
            if (operation == null) {
                continue;
            }
            if (latestInvoked != null
                    && operation.outcome() == Operation.Outcome.OK
                    && operation.precedes(latestInvoked)) {
                findings.add(
                        new Finding(Fault.OUT_OF_ORDER, each.token(), operation + " stands behind " + latestInvoked));
            }
            if (latestInvoked == null || operation.invokeNanos() > latestInvoked.invokeNanos()) {
                latestInvoked = operation;
            }
        }
    }

    private static String text(byte[] value, int from, int to) {
        return new String(value, from, to - from, StandardCharsets.ISO_8859_1);
    }
}

package raftmark.bench.spec;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which operations the clients send.
 *
 * @param name as in the specification and in results: {@code put}, {@code get}, {@code append}, {@code lab}, or a mix
 *     such as {@code get90-put10}
 * @param shares relative frequency by operation; an operation that does not occur is absent
 * @param clientNumberAsValue whether the value is the client's own number in decimal, as in the lab, instead of {@code
 *     value_bytes} bytes
 */
public record Workload(String name, Map<Operation, Integer> shares, boolean clientNumberAsValue) {
    private static final Pattern MIX_PART = Pattern.compile("(get|put|append)(\\d{1,3})");

    /** @throws IllegalArgumentException if no operation occurs */
    public Workload {
        shares = Map.copyOf(shares);
        if (shares.values().stream().mapToInt(Integer::intValue).sum() <= 0) {
            throw new IllegalArgumentException("workload '" + name + "' has no operation");
        }
    }

    /**
     * Reads a workload's name.
     *
     * @throws IllegalArgumentException if the name is not known, or the shares of a mix do not add up to 100
     */
    public static Workload parse(String name) {
        switch (name) {
            case "get", "put", "append":
                return new Workload(name, Map.of(Operation.valueOf(name.toUpperCase(Locale.ROOT)), 1), false);
            case "lab":
                return new Workload(name, Map.of(Operation.GET, 1, Operation.PUT, 1, Operation.APPEND, 1), true);
            default:
                return mix(name);
        }
    }

    private static Workload mix(String name) {
        Map<Operation, Integer> shares = new LinkedHashMap<>();
        int total = 0;
        for (String part : name.split("-", -1)) {
            Matcher matcher = MIX_PART.matcher(part);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "'" + name + "' is no workload: use put, get, append, lab, or a mix such as get90-put10");
            }
            int share = Integer.parseInt(matcher.group(2));
            Operation operation = Operation.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
            if (share == 0 || shares.put(operation, share) != null) {
                throw new IllegalArgumentException(
                        "'" + name + "': give each operation once, with a share from 1 to 100");
            }
            total += share;
        }
        if (total != 100) {
            throw new IllegalArgumentException("'" + name + "': the shares add up to " + total + ", not to 100");
        }
        return new Workload(name, shares, false);
    }

    /** Whether the operation occurs. */
    public boolean has(Operation operation) {
        return shares.containsKey(operation);
    }

    /** The operation's share of 1, 0 if it does not occur. */
    public double share(Operation operation) {
        double total = shares.values().stream().mapToInt(Integer::intValue).sum();
        return shares.getOrDefault(operation, 0) / total;
    }
}

package raftmark.verify;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import raftmark.verify.Operation.Kind;
import raftmark.verify.Operation.Outcome;

/** The definition of linearizability, tried out order by order: what the checker is held against on small histories. */
final class BruteForce {
    private BruteForce() {}

    static boolean linearizable(List<Operation> history) {
        List<Operation> effective = new ArrayList<>(history);
        effective.removeIf(operation -> operation.outcome() == Outcome.REFUSED);
        return extend(effective, null);
    }

    private static boolean extend(List<Operation> rest, @Nullable String value) {
        if (rest.stream().noneMatch(operation -> operation.outcome() == Outcome.OK)) {
            return true;
        }
        for (Operation next : rest) {
            boolean tooEarly = rest.stream().anyMatch(other -> other.outcome() == Outcome.OK && other.precedes(next));
            if (tooEarly || !agrees(next, value)) {
                continue;
            }
            List<Operation> others = new ArrayList<>(rest);
            others.remove(next);
            if (extend(others, after(next, value))) {
                return true;
            }
        }
        return false;
    }

    private static boolean agrees(Operation operation, @Nullable String value) {
        return operation.outcome() == Outcome.UNKNOWN
                || operation.kind() == Kind.PUT
                || java.util.Objects.equals(Histories.text(operation.output()), value);
    }

    private static @Nullable String after(Operation operation, @Nullable String value) {
        return switch (operation.kind()) {
            case GET -> value;
            case PUT -> Histories.text(operation.input());
            case APPEND -> (value == null ? "" : value) + Histories.text(operation.input());
        };
    }
}

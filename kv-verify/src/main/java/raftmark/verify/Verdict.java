package raftmark.verify;

import java.util.List;
import java.util.stream.Collectors;

/** What a check of a history found. {@code toString} is meant for a person. */
public sealed interface Verdict {
    /**
     * Some order of the operations explains what every client saw.
     *
     * @param steps operations placed during the search, undone ones included
     */
    record Linearizable(long steps) implements Verdict {}

    /**
     * No order explains it.
     *
     * @param key where
     * @param offending the operation that cannot be explained first, then what is concurrent with it or right before it
     * @param explanation what is wrong, in words
     */
    record NotLinearizable(String key, List<Operation> offending, String explanation) implements Verdict {
        public NotLinearizable {
            offending = List.copyOf(offending);
        }

        @Override
        public String toString() {
            return "not linearizable at key " + key + ": " + explanation
                    + offending.stream()
                            .map(operation -> "\n  " + operation)
                            .collect(Collectors.joining("", "\noperations involved:", ""));
        }
    }

    /**
     * The search was given up.
     *
     * @param why which bound was met, and at which key
     * @param steps operations placed until then
     */
    record Undecided(String why, long steps) implements Verdict {}
}

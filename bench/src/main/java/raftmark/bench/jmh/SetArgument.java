package raftmark.bench.jmh;

import java.util.List;

/**
 * An option of a benchmark set with its value, given way to the user's: JMH adds up repeated {@code -p name=} where a user means
 * to replace it.
 *
 * @param words the option and its value, or the benchmark's name alone
 */
record SetArgument(List<String> words) {
    SetArgument {
        words = List.copyOf(words);
    }

    /** Whether the user's words hold the same option; for {@code -p} the same parameter. */
    boolean isOverriddenBy(List<String> extras) {
        if (words.size() < 2) {
            return false;
        }
        String option = words.get(0);
        String parameter = parameterName(words.get(1));
        for (int i = 0; i + 1 < extras.size(); i++) {
            if (extras.get(i).equals(option)
                    && (!option.equals("-p") || parameterName(extras.get(i + 1)).equals(parameter))) {
                return true;
            }
        }
        return false;
    }

    private static String parameterName(String assignment) {
        int equals = assignment.indexOf('=');
        return equals < 0 ? assignment : assignment.substring(0, equals);
    }
}

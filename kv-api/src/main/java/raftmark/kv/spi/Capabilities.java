package raftmark.kv.spi;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a backend can do.
 *
 * @param libraryName the library and its version, as in {@code Apache Ratis 3.3.0}
 * @param readLevels the levels that {@link RaftNode#readBarrier} takes; LOCAL and LOG_READ are always among them
 * @param followerReadLevels those that a follower answers itself; the leader answers the others
 * @param readCaveats what a user must know of a level, where there is something to know
 * @param options every {@code --backend-option}, in the order of the help text
 * @param fixedSettings settings of the library that nobody can change and that are not its own defaults, or that decide
 *     what is compared, under the library's own names
 * @param threadPools the library's pools
 * @param replicated false for the rungs of the cost ladder, which keep no log
 */
public record Capabilities(
        String libraryName,
        Set<ReadLevel> readLevels,
        Set<ReadLevel> followerReadLevels,
        Map<ReadLevel, String> readCaveats,
        List<Option> options,
        Map<String, String> fixedSettings,
        List<ThreadPool> threadPools,
        boolean replicated) {
    /**
     * A setting of the library.
     *
     * @param key as in {@code --backend-option key=value}
     * @param defaultValue what is in force when it is not given
     * @param meaning one line of help, with the unit
     */
    public record Option(String key, String defaultValue, String meaning) {
        /** @throws IllegalArgumentException if the key is empty, or could not stand before a {@code =} */
        public Option {
            if (key.isBlank() || key.contains("=")) {
                throw new IllegalArgumentException("option key '" + key + "' is empty or contains '='");
            }
        }
    }

    /**
     * A pool of the library's threads.
     *
     * @param name short name in Stats and results
     * @param threadNamePattern regular expression that finds its threads within their names
     * @param meaning what the pool does
     */
    public record ThreadPool(String name, String threadNamePattern, String meaning) {
        /** @throws IllegalArgumentException if the name is empty, or the pattern is no regular expression */
        public ThreadPool {
            if (name.isBlank()) {
                throw new IllegalArgumentException("a thread pool's name is empty");
            }
            Pattern.compile(threadNamePattern);
        }
    }

    /**
     * @throws IllegalArgumentException if LOCAL or LOG_READ is missing, a follower is to answer a level that the backend
     *     does not offer, or an option or a pool is there twice
     */
    public Capabilities {
        readLevels = Set.copyOf(readLevels);
        followerReadLevels = Set.copyOf(followerReadLevels);
        readCaveats = Map.copyOf(readCaveats);
        options = List.copyOf(options);
        fixedSettings = Map.copyOf(fixedSettings);
        threadPools = List.copyOf(threadPools);
        if (!readLevels.containsAll(Set.of(ReadLevel.LOCAL, ReadLevel.LOG_READ))) {
            throw new IllegalArgumentException("readLevels " + readLevels + " lack LOCAL or LOG_READ");
        }
        if (!readLevels.containsAll(followerReadLevels)) {
            throw new IllegalArgumentException(
                    "followerReadLevels " + followerReadLevels + " are not all among readLevels " + readLevels);
        }
        requireDistinct("options", options.stream().map(Option::key).toList());
        for (Option option : options) {
            if (fixedSettings.containsKey(option.key())) {
                throw new IllegalArgumentException("fixedSettings has " + option.key() + ", which is an option");
            }
        }
        requireDistinct(
                "threadPools", threadPools.stream().map(ThreadPool::name).toList());
    }

    /** What fixes nothing: a rung of the cost ladder. */
    public Capabilities(
            String libraryName,
            Set<ReadLevel> readLevels,
            Set<ReadLevel> followerReadLevels,
            Map<ReadLevel, String> readCaveats,
            List<Option> options,
            List<ThreadPool> threadPools,
            boolean replicated) {
        this(libraryName, readLevels, followerReadLevels, readCaveats, options, Map.of(), threadPools, replicated);
    }

    private static void requireDistinct(String field, List<String> names) {
        if (new HashSet<>(names).size() != names.size()) {
            throw new IllegalArgumentException(field + " has a name twice: " + names);
        }
    }

    /**
     * The options in force, in the order of {@link #options()}: the given ones over the defaults.
     *
     * @throws IllegalArgumentException naming the first unknown key, and listing the known ones
     */
    public Map<String, String> resolve(Map<String, String> given) {
        Map<String, String> resolved = new LinkedHashMap<>();
        options.forEach(option -> resolved.put(option.key(), option.defaultValue()));
        for (Map.Entry<String, String> entry : given.entrySet()) {
            if (!resolved.containsKey(entry.getKey())) {
                throw new IllegalArgumentException("unknown backend option '" + entry.getKey() + "' for " + libraryName
                        + ". Known: "
                        + options.stream()
                                .map(option ->
                                        option.key() + " (default " + option.defaultValue() + "): " + option.meaning())
                                .collect(Collectors.joining("; ", "", options.isEmpty() ? "none" : "")));
            }
            resolved.put(entry.getKey(), entry.getValue());
        }
        return resolved;
    }
}

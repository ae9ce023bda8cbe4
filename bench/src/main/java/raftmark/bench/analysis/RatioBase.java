package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import raftmark.bench.spec.Factor;

/**
 * What a configuration's figure is divided by: {@code base} is the same configuration in the base directory; levels of factors
 * are those of another one in the same directory, which agrees in all the rest.
 *
 * @param levels of the other configuration; empty for the base directory
 */
record RatioBase(Map<Factor, String> levels) {
    private static final String DIRECTORY = "base";

    RatioBase {
        levels = Map.copyOf(levels);
    }

    /** @throws IllegalArgumentException naming what is not understood */
    static RatioBase parse(String text) {
        return text.equals(DIRECTORY) ? new RatioBase(Map.of()) : new RatioBase(Requirement.levels(text));
    }

    boolean isDirectory() {
        return levels.isEmpty();
    }

    /** Whether a configuration is one that others are divided by. */
    boolean isBase(CellSummary cell) {
        return !isDirectory()
                && levels.entrySet().stream()
                        .allMatch(level -> cell.level(level.getKey()).equals(level.getValue()));
    }

    /** What this configuration is divided by: those of the same terms, of which there is one at most; or all if none is. */
    List<CellSummary> among(Collection<CellSummary> cells, CellSummary cell) {
        Map<Factor, String> wanted = new EnumMap<>(cell.levels());
        wanted.putAll(levels);
        if (levels.containsKey(Factor.CLIENTS)) {
            // One client can have one channel only.
            wanted.remove(Factor.CHANNELS);
        }
        List<CellSummary> found = new ArrayList<>();
        for (CellSummary other : cells) {
            if (wanted.entrySet().stream()
                    .allMatch(level -> other.level(level.getKey()).equals(level.getValue()))) {
                found.add(other);
            }
        }
        List<CellSummary> equal = found.stream()
                .filter(other -> other.termsId().equals(cell.termsId()))
                .toList();
        return equal.isEmpty() ? found : equal;
    }

    @Override
    public String toString() {
        return isDirectory()
                ? DIRECTORY
                : levels.entrySet().stream()
                        .map(level -> level.getKey().key() + "=" + level.getValue())
                        .sorted()
                        .collect(Collectors.joining(","));
    }
}

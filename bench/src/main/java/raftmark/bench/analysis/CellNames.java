package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import raftmark.bench.spec.Factor;

/** Short names of configurations that are shown together: what they always need, and whatever else varies among them. */
final class CellNames {
    private static final List<Factor> BARE =
            List.of(Factor.BACKEND, Factor.HANDLER, Factor.HANDLER_EXECUTOR, Factor.SERVER_THREADS);

    private final List<CellSummary> all;
    private final Set<Factor> leftOut;

    /** @param leftOut factors that are named elsewhere */
    CellNames(List<CellSummary> all, Set<Factor> leftOut) {
        this.all = List.copyOf(all);
        this.leftOut = Set.copyOf(leftOut);
    }

    /** As in {@code jraft blocking fixed 16, 64 clients, value_bytes 100}. */
    String of(CellSummary cell) {
        List<String> parts = new ArrayList<>();
        parts.add(BARE.stream()
                .filter(factor -> !leftOut.contains(factor))
                .map(cell::level)
                .filter(level -> !level.isEmpty())
                .collect(Collectors.joining(" ")));
        if (!leftOut.contains(Factor.CLIENTS)) {
            parts.add(cell.level(Factor.CLIENTS) + (cell.level(Factor.CLIENTS).equals("1") ? " client" : " clients"));
        }
        for (Factor factor : Factor.values()) {
            if (!BARE.contains(factor) && factor != Factor.CLIENTS && !leftOut.contains(factor) && varies(factor)) {
                parts.add(factor.key() + " " + named(cell.level(factor)));
            }
        }
        parts.removeIf(String::isEmpty);
        return String.join(", ", parts);
    }

    /** The levels of some factors alone, as in {@code 16} or {@code jraft/async}. */
    static String levels(CellSummary cell, List<Factor> factors) {
        return factors.stream().map(factor -> named(cell.level(factor))).collect(Collectors.joining("/"));
    }

    private static String named(String level) {
        return level.isEmpty() ? "none" : level;
    }

    private boolean varies(Factor factor) {
        // Configurations of one client have fewer channels by necessity: that is no factor.
        return all.stream()
                        .filter(cell -> factor != Factor.CHANNELS || cell.clients() > 1)
                        .map(cell -> cell.level(factor))
                        .distinct()
                        .count()
                > 1;
    }
}

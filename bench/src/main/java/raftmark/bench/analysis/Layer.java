package raftmark.bench.analysis;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import raftmark.bench.spec.Factor;

/** A layer that an operation may pass through. Which ones a configuration has follows from its factors and not from its rung's name. */
enum Layer {
    FRONT_END("front end"),
    MAP("map"),
    LOG("Raft's log, forced to disk"),
    REPLICATION("replication"),
    PROCESSES("servers in processes of their own");

    private static final String AND = " + ";

    private final String label;

    Layer(String label) {
        this.label = label;
    }

    /** Those of a configuration. */
    static Set<Layer> of(CellSummary cell) {
        String backend = cell.level(Factor.BACKEND);
        boolean log = !backend.equals("echo") && !backend.equals("local");
        Set<Layer> layers = EnumSet.noneOf(Layer.class);
        if (!cell.level(Factor.ACCESS).equals("spi")) {
            layers.add(FRONT_END);
        }
        if (!backend.equals("echo")) {
            layers.add(MAP);
        }
        if (log) {
            layers.add(LOG);
        }
        if (log && !cell.level(Factor.NODES).equals("1")) {
            layers.add(REPLICATION);
        }
        if (isInProcesses(cell)) {
            layers.add(PROCESSES);
        }
        return layers;
    }

    /** Whether the servers run outside of the load generator's JVM. */
    static boolean isInProcesses(CellSummary cell) {
        return !cell.level(Factor.CLUSTER).equals("embedded");
    }

    /** How many a configuration has that another one has not, and the other way round. */
    static int differing(CellSummary cell, CellSummary below) {
        return without(cell, below).size() + without(below, cell).size();
    }

    /** All that tells a configuration from the one it stands on, as in {@code map + replication, without front end}. */
    static String difference(CellSummary cell, Optional<CellSummary> below) {
        Set<Layer> more = below.map(lower -> without(cell, lower)).orElseGet(() -> of(cell));
        Set<Layer> fewer = below.map(lower -> without(lower, cell)).orElseGet(Set::of);
        String adds = named(more);
        String lacks = fewer.isEmpty() ? "" : "without " + named(fewer);
        return adds.isEmpty() || lacks.isEmpty() ? adds + lacks : adds + ", " + lacks;
    }

    private static Set<Layer> without(CellSummary cell, CellSummary other) {
        Set<Layer> left = of(cell);
        left.removeAll(of(other));
        return left;
    }

    private static String named(Set<Layer> layers) {
        return layers.stream().map(layer -> layer.label).collect(Collectors.joining(AND));
    }
}

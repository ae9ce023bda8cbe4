package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import raftmark.bench.spec.Factor;

/**
 * Where the time and the CPU of an operation go: the rungs of one backend at one number of clients, the lowest first, each with what it
 * costs and how much more that is than the rung it stands on. Rungs run under other terms (no log, one process), so a ladder
 * compares layers and never libraries.
 *
 * @param backend library; empty where only {@code echo} and {@code local} were measured
 * @param handler handlers of the front end, as in {@code async fixed 8}
 * @param clients outstanding requests
 * @param steps two at least, of different rungs
 */
public record CostLadder(String backend, String handler, int clients, List<Step> steps) {
    /** Factors that make the rungs. */
    private static final Set<Factor> OF_RUNGS = Set.of(Factor.CLUSTER, Factor.NODES, Factor.ACCESS);

    private static final Set<Factor> OF_BACKENDS = Set.of(Factor.BACKEND, Factor.BACKEND_OPTIONS);
    private static final Set<Factor> OF_FRONT_ENDS = Set.of(
            Factor.HANDLER,
            Factor.HANDLER_EXECUTOR,
            Factor.SERVER_THREADS,
            Factor.GRPC_IO_THREADS,
            Factor.CHANNELS,
            Factor.ROUTE);

    /**
     * A rung as it was measured.
     *
     * @param rung which one
     * @param cell the configuration
     * @param costs medians and ranges over its valid runs
     * @param standsOn the configuration of the rung below; empty for the lowest
     * @param more how much more it costs than that one, by repetition; nothing where there is none
     */
    public record Step(Rung rung, CellSummary cell, Costs costs, Optional<CellSummary> standsOn, Costs more) {
        /** The layers that tell it from the one it stands on, all of them where rungs between were not measured. */
        public String adds() {
            return Layer.difference(cell, standsOn);
        }

        /** Whether more than one layer lies between: their costs cannot be told apart. */
        public boolean isOfSeveralLayers() {
            return standsOn.filter(below -> Layer.differing(cell, below) > 1).isPresent();
        }
    }

    public CostLadder {
        steps = List.copyOf(steps);
    }

    /** The ladders of a sweep, by backend and clients; empty where no backend has two rungs with a valid run. */
    public static List<CostLadder> of(List<CellSummary> cells) {
        List<CellSummary> measured = cells.stream()
                .filter(cell -> !cell.valid().isEmpty() && Rung.of(cell).isPresent())
                .toList();
        List<CellSummary> shared =
                measured.stream().filter(cell -> !replicated(cell)).toList();
        Map<Object, List<CellSummary>> groups = groups(
                measured.stream()
                        .filter(cell -> replicated(cell) && !isSpi(cell))
                        .toList(),
                OF_RUNGS);
        List<CellSummary> spi = measured.stream().filter(CostLadder::isSpi).toList();
        if (groups.isEmpty()) {
            // Without the front end nothing says which handler; a sweep of that alone is one.
            groups = groups(spi.isEmpty() ? shared : spi, spi.isEmpty() ? union(OF_RUNGS, OF_BACKENDS) : OF_RUNGS);
        }
        List<CostLadder> ladders = new ArrayList<>();
        for (List<CellSummary> group : groups.values()) {
            CellSummary first = group.get(0);
            List<CellSummary> all = new ArrayList<>(lower(first, shared));
            group.stream().filter(cell -> !all.contains(cell)).forEach(all::add);
            spi.stream()
                    .filter(cell -> !all.contains(cell) && alike(cell, first, union(OF_RUNGS, OF_FRONT_ENDS)))
                    .forEach(all::add);
            if (all.stream().map(CostLadder::rung).distinct().count() > 1) {
                ladders.add(new CostLadder(
                        replicated(first) ? first.level(Factor.BACKEND) : "",
                        handler(first),
                        first.clients(),
                        steps(all)));
            }
        }
        return ladders.stream()
                .sorted(Comparator.comparing(CostLadder::backend)
                        .thenComparing(CostLadder::handler)
                        .thenComparingInt(CostLadder::clients))
                .toList();
    }

    /** The rungs without a log that belong below a configuration: of the same handlers, or else of whatever handlers they have. */
    private static List<CellSummary> lower(CellSummary of, List<CellSummary> shared) {
        List<CellSummary> lower = new ArrayList<>();
        for (Rung rung : List.of(Rung.ECHO, Rung.LOCAL)) {
            List<CellSummary> ofRung =
                    shared.stream().filter(cell -> rung(cell) == rung).toList();
            List<CellSummary> same = ofRung.stream()
                    .filter(cell -> alike(cell, of, union(OF_RUNGS, OF_BACKENDS)))
                    .toList();
            List<CellSummary> similar = ofRung.stream()
                    .filter(cell -> alike(cell, of, union(union(OF_RUNGS, OF_BACKENDS), OF_FRONT_ENDS)))
                    .limit(1)
                    .toList();
            lower.addAll(same.isEmpty() ? similar : same);
        }
        return lower;
    }

    private static List<Step> steps(List<CellSummary> cells) {
        List<CellSummary> ordered = cells.stream()
                .sorted(Comparator.comparing(CostLadder::rung)
                        .thenComparingInt(cell -> Integer.parseInt(cell.level(Factor.NODES))))
                .toList();
        return ordered.stream()
                .map(cell -> {
                    Optional<CellSummary> below = below(cell, ordered);
                    return new Step(
                            rung(cell),
                            cell,
                            Costs.of(cell),
                            below,
                            below.map(lower -> Costs.difference(cell, lower)).orElse(Costs.NONE));
                })
                .toList();
    }

    /** The nearest rung below that was measured; of several of its configurations the one that is most like this one. */
    private static Optional<CellSummary> below(CellSummary cell, List<CellSummary> all) {
        return rung(cell).below().stream()
                .map(rung -> all.stream()
                        .filter(other -> rung(other) == rung)
                        .min(Comparator.comparing((CellSummary other) ->
                                        !other.level(Factor.NODES).equals(cell.level(Factor.NODES)))
                                .thenComparing(
                                        other -> !other.level(Factor.CLUSTER).equals(cell.level(Factor.CLUSTER)))))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Rung rung(CellSummary cell) {
        return Rung.of(cell).orElseThrow();
    }

    private static boolean replicated(CellSummary cell) {
        return rung(cell).replicated();
    }

    private static boolean isSpi(CellSummary cell) {
        return rung(cell) == Rung.SPI;
    }

    private static String handler(CellSummary cell) {
        return String.join(
                        " ",
                        cell.level(Factor.HANDLER),
                        cell.level(Factor.HANDLER_EXECUTOR),
                        cell.level(Factor.SERVER_THREADS))
                .strip();
    }

    private static Map<Object, List<CellSummary>> groups(List<CellSummary> cells, Set<Factor> without) {
        Map<Object, List<CellSummary>> groups = new LinkedHashMap<>();
        cells.forEach(cell -> groups.computeIfAbsent(rest(cell, without), first -> new ArrayList<>())
                .add(cell));
        return groups;
    }

    private static boolean alike(CellSummary a, CellSummary b, Set<Factor> without) {
        return rest(a, without).equals(rest(b, without));
    }

    private static Map<Factor, String> rest(CellSummary cell, Set<Factor> without) {
        Map<Factor, String> rest = new EnumMap<>(cell.levels());
        rest.keySet().removeAll(without);
        return rest;
    }

    private static Set<Factor> union(Set<Factor> a, Set<Factor> b) {
        Set<Factor> union = java.util.EnumSet.copyOf(a);
        union.addAll(b);
        return union;
    }
}

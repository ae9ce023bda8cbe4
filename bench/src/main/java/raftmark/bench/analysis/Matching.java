package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import raftmark.bench.spec.Factor;

/**
 * Which configurations are compared with which: those that agree in all factors but the ones asked about, and in their
 * terms.
 *
 * @param pairs to compare
 * @param termsDiffer pairs that agree in the factors, but were measured under different terms
 * @param alone configurations that have nothing to be compared with
 */
record Matching(List<CellPair> pairs, List<Unequal> termsDiffer, List<CellSummary> alone) {
    Matching {
        pairs = List.copyOf(pairs);
        termsDiffer = List.copyOf(termsDiffer);
        alone = List.copyOf(alone);
    }

    /** Two configurations under different terms. */
    record Unequal(CellSummary base, CellSummary other) {}

    /**
     * Levels within one sweep: in each group the first level with each of the others. What was measured under other terms
     * than the first level is compared with the first one under its own, unless the base was named.
     */
    static Matching ofLevels(List<CellSummary> cells, List<By> by) {
        boolean named = by.stream().anyMatch(asked -> asked.base().isPresent());
        Builder matching = new Builder(true);
        for (List<CellSummary> group : groups(cells, by).values()) {
            List<CellSummary> ordered = group.stream().sorted(By.order(by)).toList();
            CellSummary first = ordered.get(0);
            if (ordered.size() == 1 || !isBase(first, by)) {
                matching.add(ordered, List.of());
            } else if (named) {
                Predicate<CellSummary> isBase = cell ->
                        by.stream().allMatch(asked -> cell.level(asked.factor()).equals(first.level(asked.factor())));
                matching.add(
                        ordered.stream().filter(isBase).toList(),
                        ordered.stream().filter(isBase.negate()).toList());
            } else {
                Map<String, List<CellSummary>> byTerms = new LinkedHashMap<>();
                ordered.forEach(cell -> byTerms.computeIfAbsent(cell.termsId(), id -> new ArrayList<>())
                        .add(cell));
                byTerms.values().forEach(equal -> matching.addLevels(first, equal));
            }
        }
        return matching.build();
    }

    /** Two sweeps: each configuration of one with that of the other; they may differ in the levels of {@code by}. */
    static Matching ofSweeps(List<CellSummary> base, List<CellSummary> other, List<By> by) {
        Builder matching = new Builder(false);
        Map<Object, List<CellSummary>> others = groups(other, by);
        groups(base, by).forEach((key, group) -> {
            List<CellSummary> there = others.remove(key);
            matching.add(group, there == null ? List.of() : there);
        });
        others.values().forEach(group -> matching.add(List.of(), group));
        return matching.build();
    }

    private static Map<Object, List<CellSummary>> groups(List<CellSummary> cells, List<By> by) {
        Map<Object, List<CellSummary>> groups = new LinkedHashMap<>();
        for (CellSummary cell : cells.stream().sorted(By.natural()).toList()) {
            Map<Factor, String> rest = new EnumMap<>(cell.levels());
            for (By asked : by) {
                rest.remove(asked.factor());
                if (asked.factor() == Factor.CLIENTS) {
                    // One client can have one channel only.
                    rest.remove(Factor.CHANNELS);
                }
            }
            groups.computeIfAbsent(rest, first -> new ArrayList<>()).add(cell);
        }
        return groups;
    }

    /** Whether the first in order has the levels that were asked for as the base. */
    private static boolean isBase(CellSummary cell, List<By> by) {
        return by.stream()
                .allMatch(asked -> asked.base()
                        .map(level -> level.equals(cell.level(asked.factor())))
                        .orElse(true));
    }

    /** Collects pairs group by group. */
    private static final class Builder {
        private final boolean oneSweep;
        private final List<CellPair> pairs = new ArrayList<>();
        private final List<Unequal> termsDiffer = new ArrayList<>();
        private final List<CellSummary> alone = new ArrayList<>();

        Builder(boolean oneSweep) {
            this.oneSweep = oneSweep;
        }

        /** Each base with each other one. Under several sets of terms each finds its own; what finds none is named. */
        void add(List<CellSummary> bases, List<CellSummary> others) {
            if (bases.isEmpty() || others.isEmpty()) {
                alone.addAll(bases);
                alone.addAll(others);
                return;
            }
            for (CellSummary other : others) {
                List<CellSummary> equal = underTermsOf(other, bases);
                equal.forEach(base -> pairs.add(new CellPair(base, other, oneSweep)));
                if (equal.isEmpty()) {
                    termsDiffer.add(new Unequal(bases.get(0), other));
                }
            }
            for (CellSummary base : bases) {
                boolean isNamed =
                        termsDiffer.stream().anyMatch(pair -> pair.base().equals(base));
                if (!isNamed && underTermsOf(base, others).isEmpty()) {
                    termsDiffer.add(new Unequal(base, others.get(0)));
                }
            }
        }

        /** Levels under equal terms, in order; {@code first} is the first of the group, maybe under other terms. */
        void addLevels(CellSummary first, List<CellSummary> equal) {
            CellSummary base = equal.get(0);
            equal.subList(1, equal.size()).forEach(other -> pairs.add(new CellPair(base, other, oneSweep)));
            if (!base.equals(first)) {
                termsDiffer.add(new Unequal(first, base));
            }
        }

        private static List<CellSummary> underTermsOf(CellSummary cell, List<CellSummary> among) {
            return among.stream()
                    .filter(other -> other.termsId().equals(cell.termsId()))
                    .toList();
        }

        Matching build() {
            return new Matching(pairs, termsDiffer, alone);
        }
    }
}

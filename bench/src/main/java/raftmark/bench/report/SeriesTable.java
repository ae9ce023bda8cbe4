package raftmark.bench.report;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import raftmark.bench.analysis.CellSummary;
import raftmark.bench.result.Column;
import raftmark.bench.spec.Factor;

/** Names the lines of the pictures: by backend, handler and executor, and by whatever else varies within a directory. */
final class SeriesTable {
    private static final String SEPARATOR = " · ";
    /** The axis of an open loop's picture. */
    private static final Set<String> ARRIVAL_RATE =
            Set.of(Column.LOOP.key(), Column.TARGET_LOAD.key(), Column.TARGET_RATE.key());

    private final boolean severalDirectories;
    private final List<ReportData.Series> series = new ArrayList<>();

    SeriesTable(boolean severalDirectories) {
        this.severalDirectories = severalDirectories;
    }

    /** What tells the configurations of one directory apart beyond threads and clients. */
    static final class Names {
        private final Set<Factor> varying;
        private final Map<String, Set<Factor>> varyingByBase = new HashMap<>();
        private final Set<String> underSeveralTerms = new HashSet<>();

        Names(List<CellSummary> cells) {
            varying = varying(cells);
            cells.stream()
                    .collect(Collectors.groupingBy(Names::base))
                    .forEach((base, ofBase) -> varyingByBase.put(base, varying(ofBase)));
            Map<String, String> termsByPlace = new HashMap<>();
            for (CellSummary cell : cells) {
                String place = label(cell) + SEPARATOR + cell.clients() + SEPARATOR + cell.level(Factor.SERVER_THREADS);
                String other = termsByPlace.putIfAbsent(place, cell.termsId());
                if (other != null && !other.equals(cell.termsId())) {
                    underSeveralTerms.add(label(cell));
                }
            }
        }

        /** Factors of which several levels are among these; one that does not apply to all of them is none for that alone. */
        private static Set<Factor> varying(List<CellSummary> cells) {
            Set<Factor> varying = EnumSet.noneOf(Factor.class);
            for (Factor factor : Factor.values()) {
                // Baselines of one client have fewer channels by necessity: that is no factor.
                long levels = cells.stream()
                        .filter(cell -> cell.clients() > 1)
                        .map(cell -> cell.level(factor))
                        .filter(level -> !level.isEmpty())
                        .distinct()
                        .count();
                if (levels > 1) {
                    varying.add(factor);
                }
            }
            varying.removeAll(EnumSet.of(
                    Factor.BACKEND, Factor.HANDLER, Factor.HANDLER_EXECUTOR, Factor.SERVER_THREADS, Factor.CLIENTS));
            varying.removeIf(factor -> ARRIVAL_RATE.contains(factor.key()));
            return varying;
        }

        String of(CellSummary cell) {
            String label = label(cell);
            return underSeveralTerms.contains(label) ? label + SEPARATOR + "terms " + cell.termsId() : label;
        }

        /** Levels of the factors that vary beyond those that every label names. */
        Map<String, String> levels(CellSummary cell) {
            Map<String, String> levels = new LinkedHashMap<>();
            varying.forEach(factor -> levels.put(factor.key(), cell.level(factor)));
            return levels;
        }

        /** What every label names. */
        private static String base(CellSummary cell) {
            String handler = (cell.level(Factor.HANDLER) + " " + cell.level(Factor.HANDLER_EXECUTOR)).strip();
            return handler.isEmpty()
                    ? cell.level(Factor.BACKEND) + SEPARATOR + cell.level(Factor.ACCESS)
                    : cell.level(Factor.BACKEND) + SEPARATOR + handler;
        }

        private String label(CellSummary cell) {
            String base = base(cell);
            return Stream.concat(
                            Stream.of(base),
                            varyingByBase.getOrDefault(base, Set.of()).stream()
                                    .map(factor -> factor.key() + " " + named(cell.level(factor))))
                    .collect(Collectors.joining(SEPARATOR));
        }

        private static String named(String level) {
            return level.isEmpty() ? "–" : level;
        }
    }

    /** The index of a configuration's series, which is added if it is new. */
    int indexOf(int directory, String directoryLabel, CellSummary cell, Names names) {
        String name = names.of(cell);
        ReportData.Series wanted = new ReportData.Series(
                directory,
                severalDirectories ? directoryLabel + SEPARATOR + name : name,
                cell.level(Factor.BACKEND),
                cell.level(Factor.HANDLER),
                names.levels(cell));
        int index = series.indexOf(wanted);
        if (index < 0) {
            series.add(wanted);
            return series.size() - 1;
        }
        return index;
    }

    List<ReportData.Series> all() {
        return List.copyOf(series);
    }
}

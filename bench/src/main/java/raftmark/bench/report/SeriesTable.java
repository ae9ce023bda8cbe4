package raftmark.bench.report;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        private final Set<Factor> varying = EnumSet.noneOf(Factor.class);
        private final Set<String> underSeveralTerms = new HashSet<>();

        Names(List<CellSummary> cells) {
            for (Factor factor : Factor.values()) {
                // Baselines of one client have fewer channels by necessity: that is no factor.
                long levels = cells.stream()
                        .filter(cell -> cell.clients() > 1)
                        .map(cell -> cell.level(factor))
                        .distinct()
                        .count();
                if (levels > 1) {
                    varying.add(factor);
                }
            }
            varying.removeAll(EnumSet.of(
                    Factor.BACKEND, Factor.HANDLER, Factor.HANDLER_EXECUTOR, Factor.SERVER_THREADS, Factor.CLIENTS));
            varying.removeIf(factor -> ARRIVAL_RATE.contains(factor.key()));
            Map<String, String> termsByPlace = new HashMap<>();
            for (CellSummary cell : cells) {
                String place = label(cell) + SEPARATOR + cell.clients() + SEPARATOR + cell.level(Factor.SERVER_THREADS);
                String other = termsByPlace.putIfAbsent(place, cell.termsId());
                if (other != null && !other.equals(cell.termsId())) {
                    underSeveralTerms.add(label(cell));
                }
            }
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

        private String label(CellSummary cell) {
            String handler = (cell.level(Factor.HANDLER) + " " + cell.level(Factor.HANDLER_EXECUTOR)).strip();
            StringBuilder label = new StringBuilder(cell.level(Factor.BACKEND));
            if (!handler.isEmpty()) {
                label.append(SEPARATOR).append(handler);
            }
            for (Factor factor : varying) {
                String level = cell.level(factor);
                label.append(SEPARATOR).append(factor.key()).append(' ').append(level.isEmpty() ? "–" : level);
            }
            return label.toString();
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

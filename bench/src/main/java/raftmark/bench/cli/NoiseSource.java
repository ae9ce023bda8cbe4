package raftmark.bench.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import raftmark.bench.analysis.Noise;
import raftmark.bench.analysis.Verdicts;
import raftmark.bench.result.Column;
import raftmark.bench.result.RecordedResults;
import raftmark.bench.result.ResultRow;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.ExperimentSpec;
import raftmark.bench.spec.Factor;

/**
 * Where a plan takes the noise from that was last recorded: the newest sweep of the same experiment under {@code results}; else
 * the reference sweep of that name; else the one that shares most with the plan. Directories that cannot be read, or have no
 * configuration with two valid runs, are passed over.
 *
 * @param results the sweep
 * @param why it was chosen, for people
 */
record NoiseSource(RecordedResults results, String why) {
    private static final int REPETITIONS_MIN = 3;
    private static final String REFERENCE = "reference";

    /** Configurations are alike that agree in these. */
    private static final List<Factor> ALIKE =
            List.of(Factor.BACKEND, Factor.CLUSTER, Factor.HANDLER, Factor.CLIENTS, Factor.WORKLOAD, Factor.JVM);

    /** @param home where {@code results} lies */
    static Optional<NoiseSource> find(Path home, ExperimentSpec spec) {
        Path all = home.resolve("results");
        Optional<NoiseSource> own = sweeps(all).stream()
                .filter(sweep -> experiment(sweep).equals(spec.name()) && isUsable(sweep, spec))
                .max(Comparator.comparing(NoiseSource::lastStart))
                .map(sweep -> new NoiseSource(sweep, "the last sweep of this experiment"));
        if (own.isPresent()) {
            return own;
        }
        List<RecordedResults> references = sweeps(all.resolve(REFERENCE)).stream()
                .filter(sweep -> isUsable(sweep, spec))
                .toList();
        Optional<NoiseSource> named = references.stream()
                .filter(sweep -> directory(sweep).equals(spec.name())
                        || experiment(sweep).equals(spec.name()))
                .findFirst()
                .map(sweep -> new NoiseSource(sweep, "the reference sweep of this experiment"));
        return named.or(() -> references.stream()
                .max(Comparator.comparingDouble(sweep -> alike(sweep, spec)))
                .map(sweep -> new NoiseSource(
                        sweep, "no sweep of this experiment is recorded: the reference sweep that is most like it")));
    }

    private static List<RecordedResults> sweeps(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> directories = Files.list(parent)) {
            return directories.sorted().flatMap(NoiseSource::read).toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private static Stream<RecordedResults> read(Path directory) {
        try {
            return Stream.of(RecordedResults.read(directory));
        } catch (IOException noSweep) {
            return Stream.empty();
        }
    }

    /** Whether it tells how much runs of one configuration stray. */
    boolean isKnown(ExperimentSpec spec) {
        return isUsable(results, spec);
    }

    String unknown() {
        return "Smallest effects: not known, " + results.name()
                + " has no configuration of these backends with two valid runs. Name another by --noise-from.";
    }

    private static boolean isUsable(RecordedResults sweep, ExperimentSpec spec) {
        return noise(sweep, spec).isKnown();
    }

    private static Noise noise(RecordedResults sweep, ExperimentSpec spec) {
        return Noise.of(
                sweep,
                backends(spec),
                spec.cells().stream().anyMatch(planned -> planned.cell().clients() > 1));
    }

    static Set<String> backends(ExperimentSpec spec) {
        return spec.cells().stream().map(planned -> planned.cell().backend()).collect(Collectors.toUnmodifiableSet());
    }

    private static String experiment(RecordedResults sweep) {
        return sweep.rows().get(0).get(Column.EXPERIMENT);
    }

    private static String directory(RecordedResults sweep) {
        return String.valueOf(Path.of(sweep.name()).getFileName());
    }

    private static String lastStart(RecordedResults sweep) {
        return sweep.rows().stream()
                .map(row -> row.get(Column.STARTED_AT))
                .max(Comparator.naturalOrder())
                .orElse("");
    }

    /** Share of the plan's configurations that have one alike there, by what bears on noise. */
    private static double alike(RecordedResults sweep, ExperimentSpec spec) {
        Set<List<String>> there = new HashSet<>();
        for (ResultRow row : sweep.rows()) {
            there.add(ALIKE.stream().map(row::level).toList());
        }
        return spec.cells().stream()
                .map(ExperimentSpec.PlannedCell::cell)
                .mapToDouble(cell -> there.stream()
                        .mapToDouble(other -> shared(cell, other))
                        .max()
                        .orElse(0))
                .average()
                .orElse(0);
    }

    private static double shared(Cell cell, List<String> levels) {
        int equal = 0;
        for (int i = 0; i < ALIKE.size(); i++) {
            equal += cell.level(ALIKE.get(i)).equals(levels.get(i)) ? 1 : 0;
        }
        return equal;
    }

    /** The noise of this sweep, and what the repetitions of the plan can show at it. */
    String text(Path home, ExperimentSpec spec) {
        Path directory = Path.of(results.name()).toAbsolutePath();
        String shown = directory.startsWith(home) ? home.relativize(directory).toString() : results.name();
        List<Cell> cells =
                spec.cells().stream().map(ExperimentSpec.PlannedCell::cell).toList();
        return "Smallest effects that at least 90 of 100 sweeps show, alone and among all that the answer compares, at the"
                + " noise of\n" + shown + " (" + why + ", of "
                + lastStart(results).replaceFirst("T.*", "") + "). ×1.25 stands for ×0.80 too.\n"
                + noise(results, spec).table(spec.repetitions(), Verdicts.comparisons(cells))
                + (spec.repetitions() < REPETITIONS_MIN
                        ? "\nBelow " + REPETITIONS_MIN
                                + " repetitions there is no interval, so no verdict; 5 are for publishing."
                        : "");
    }
}

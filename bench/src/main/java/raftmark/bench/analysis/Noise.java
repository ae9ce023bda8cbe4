package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import raftmark.bench.result.RecordedResults;

/** How noisy the runs of a recorded sweep were, and what another one can show at the same noise. */
public final class Noise {
    private final String directory;
    private final List<CellSummary> cells;

    private Noise(String directory, List<CellSummary> cells) {
        this.directory = directory;
        this.cells = cells;
    }

    /** The noise within the configurations of these results. */
    public static Noise of(RecordedResults results) {
        return new Noise(results.name(), CellSummary.of(results.rows()));
    }

    /**
     * One line a figure: the noise of a run, and the smallest effect that so many repetitions show.
     *
     * @param repetitions of each configuration
     * @param pairs of configurations that will be compared; below 1 counts as 1
     */
    public List<String> lines(int repetitions, int pairs) {
        int comparisons = Math.max(1, pairs) * RunFigure.COMPARED.size();
        List<String> lines = new ArrayList<>();
        for (RunFigure figure : RunFigure.COMPARED) {
            NoiseFloor floor = NoiseFloor.ofRepetitions(cells, figure);
            OptionalDouble alone = SmallestEffect.ratio(repetitions, floor.runLogDeviation(), 1);
            OptionalDouble among = SmallestEffect.ratio(repetitions, floor.runLogDeviation(), comparisons);
            if (floor.ratios() == 0) {
                lines.add(figure.name() + ": " + directory + " does not have it in two valid runs of a configuration");
            } else if (alone.isEmpty()) {
                lines.add(figure.name() + ": " + repetitions + " repetitions give no interval, so no verdict; "
                        + LogRatio.RUNS_MIN + " are the fewest, 5 for publishing");
            } else {
                lines.add(String.format(
                        Locale.ROOT,
                        "%s: a run strays by %.1f %% (%s); %d repetitions show an effect of %.0f %% if it is the only"
                                + " question, of %.0f %% among %d comparisons",
                        figure.name(),
                        percent(Math.exp(floor.runLogDeviation())),
                        directory,
                        repetitions,
                        percent(alone.getAsDouble()),
                        percent(among.orElse(Double.NaN)),
                        comparisons));
            }
        }
        return lines;
    }

    private static double percent(double ratio) {
        return (ratio - 1) * 100;
    }
}

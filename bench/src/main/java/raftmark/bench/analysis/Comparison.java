package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One figure of two configurations, and what it says. A verdict needs all three: an interval that leaves out 1, a ratio
 * beyond the {@linkplain NoiseFloor noise floor}, and a p value below 0.05 after {@linkplain Holm Holm's correction} over
 * all comparisons of the report.
 *
 * @param pair the configurations
 * @param figure which figure
 * @param ratio other / base; empty if no runs can be compared
 * @param floorRatio a ratio up to this, or its inverse, is noise; empty where there is no floor
 * @param p corrected p value; empty without an interval
 * @param finding the verdict, or why there is none
 */
record Comparison(
        CellPair pair,
        RunFigure figure,
        Optional<LogRatio> ratio,
        OptionalDouble floorRatio,
        OptionalDouble p,
        Finding finding) {
    private static final double SIGNIFICANCE = 0.05;

    /** All figures of all pairs, as one family. */
    static List<Comparison> of(List<CellPair> pairs) {
        List<CellSummary> cells = pairs.stream()
                .flatMap(pair -> List.of(pair.base(), pair.other()).stream())
                .distinct()
                .toList();
        List<NoiseFloor> floors = RunFigure.COMPARED.stream()
                .map(figure -> NoiseFloor.of(cells, figure))
                .toList();
        List<Comparison> alone = new ArrayList<>();
        for (CellPair pair : pairs) {
            for (int i = 0; i < floors.size(); i++) {
                alone.add(alone(pair, RunFigure.COMPARED.get(i), floors.get(i)));
            }
        }
        return corrected(alone);
    }

    /** Before correction: the p value as it is, and the verdict that a report of nothing else would give. */
    private static Comparison alone(CellPair pair, RunFigure figure, NoiseFloor floor) {
        Optional<LogRatio> found = pair.ratio(figure);
        if (found.isEmpty() || found.get().runs() < LogRatio.RUNS_MIN) {
            Finding why = pair.isMeasured(figure) ? Finding.TOO_FEW_RUNS : Finding.NOT_MEASURED;
            return new Comparison(pair, figure, found, OptionalDouble.empty(), OptionalDouble.empty(), why);
        }
        LogRatio ratio = found.get();
        boolean differs =
                ratio.interval().filter(LogRatio.Interval::leavesOutOne).isPresent() && floor.isBelow(ratio);
        boolean better = (ratio.log() > 0) == figure.moreIsBetter();
        Finding finding = !differs ? Finding.NO_DIFFERENCE_SEEN : better ? Finding.HELPS : Finding.HURTS;
        return new Comparison(pair, figure, found, OptionalDouble.of(floor.ratioFor(ratio)), ratio.pValue(), finding);
    }

    private static List<Comparison> corrected(List<Comparison> alone) {
        double[] adjusted = Holm.adjusted(alone.stream()
                .flatMapToDouble(comparison -> comparison.p().stream())
                .toArray());
        List<Comparison> corrected = new ArrayList<>();
        int next = 0;
        for (Comparison comparison : alone) {
            corrected.add(comparison.p().isPresent() ? comparison.withP(adjusted[next++]) : comparison);
        }
        return corrected;
    }

    private Comparison withP(double corrected) {
        return new Comparison(
                pair,
                figure,
                ratio,
                floorRatio,
                OptionalDouble.of(corrected),
                corrected < SIGNIFICANCE ? finding : Finding.NO_DIFFERENCE_SEEN);
    }
}

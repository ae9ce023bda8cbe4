package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
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
 * @param floor how far this figure strays between runs of one configuration
 * @param p corrected p value; empty without an interval
 * @param finding the verdict, or why there is none
 */
record Comparison(
        CellPair pair,
        RunFigure figure,
        Optional<LogRatio> ratio,
        NoiseFloor floor,
        OptionalDouble p,
        Finding finding) {
    static final double SIGNIFICANCE = 0.05;

    /**
     * All figures that are usually compared of all pairs, as one family.
     *
     * @param sweep all configurations of the sweep; none for two sweeps
     */
    static List<Comparison> of(List<CellPair> pairs, Collection<CellSummary> sweep) {
        return family(
                pairs.stream()
                        .flatMap(pair -> RunFigure.COMPARED.stream()
                                .filter(figure -> !figure.isAskedFor(pair.base()))
                                .map(figure -> new Question(pair, figure)))
                        .toList(),
                sweep);
    }

    /** The answers to all questions of a report, in their order, corrected for their number. */
    static List<Comparison> family(List<Question> questions, Collection<CellSummary> sweep) {
        IdentityHashMap<CellSummary, Boolean> seen = new IdentityHashMap<>();
        List<CellSummary> compared = new ArrayList<>();
        for (Question question : questions) {
            for (CellSummary cell :
                    List.of(question.pair().base(), question.pair().other())) {
                if (seen.put(cell, true) == null) {
                    compared.add(cell);
                }
            }
        }
        Map<FloorOf, NoiseFloor> floors = new HashMap<>();
        return corrected(questions.stream()
                .map(question ->
                        alone(question, floors.computeIfAbsent(FloorOf.of(question), of -> of.floor(compared, sweep))))
                .toList());
    }

    /**
     * What comparisons share a floor. Latencies of open loops stray otherwise than those of closed ones, by queues that grow.
     *
     * @param figure which figure
     * @param baseClosed whether the base is a closed loop
     * @param otherClosed whether the other one is; both differ only where loops are compared with each other
     */
    private record FloorOf(RunFigure figure, boolean baseClosed, boolean otherClosed) {
        static FloorOf of(Question question) {
            return new FloorOf(
                    question.figure(),
                    question.pair().base().closedLoop(),
                    question.pair().other().closedLoop());
        }

        NoiseFloor floor(Collection<CellSummary> compared, Collection<CellSummary> sweep) {
            return NoiseFloor.of(ofLoops(compared), ofLoops(sweep), figure);
        }

        private List<CellSummary> ofLoops(Collection<CellSummary> cells) {
            return cells.stream()
                    .filter(cell -> cell.closedLoop() == baseClosed || cell.closedLoop() == otherClosed)
                    .toList();
        }
    }

    /** Before correction: the p value as it is, and the verdict that a report of nothing else would give. */
    private static Comparison alone(Question question, NoiseFloor floor) {
        CellPair pair = question.pair();
        RunFigure figure = question.figure();
        Optional<LogRatio> found = pair.ratio(figure);
        if (found.isEmpty() || found.get().runs() < LogRatio.RUNS_MIN) {
            Finding why = figure.isAskedFor(pair.base()) || figure.isAskedFor(pair.other())
                    ? Finding.ASKED_FOR
                    : pair.isMeasured(figure) ? Finding.TOO_FEW_RUNS : Finding.NOT_MEASURED;
            return new Comparison(pair, figure, found, floor, OptionalDouble.empty(), why);
        }
        LogRatio ratio = found.get();
        boolean differs = ratio.interval().filter(Interval::leavesOutOne).isPresent() && floor.isBelow(ratio);
        boolean better = (ratio.log() > 0) == figure.moreIsBetter();
        Finding finding = !differs ? Finding.NO_DIFFERENCE_SEEN : better ? Finding.HELPS : Finding.HURTS;
        return new Comparison(pair, figure, found, floor, ratio.pValue(), finding);
    }

    /** A ratio up to this, or its inverse, is noise; empty without an interval, or without a floor. */
    OptionalDouble floorRatio() {
        return p.isEmpty() || !floor.isKnown()
                ? OptionalDouble.empty()
                : OptionalDouble.of(floor.ratioFor(ratio.orElseThrow()));
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
                floor,
                OptionalDouble.of(corrected),
                corrected < SIGNIFICANCE ? finding : Finding.NO_DIFFERENCE_SEEN);
    }
}

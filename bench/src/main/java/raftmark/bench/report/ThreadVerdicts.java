package raftmark.bench.report;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import raftmark.bench.analysis.CellSummary;
import raftmark.bench.analysis.Effect;
import raftmark.bench.analysis.Usl;
import raftmark.bench.analysis.Verdicts;
import raftmark.bench.spec.Factor;

/** The verdicts of {@code analysis} as records of the page. */
final class ThreadVerdicts {
    private ThreadVerdicts() {}

    /** @param seriesOf the index of a configuration's series */
    static List<ReportData.ThreadVerdict> of(List<CellSummary> cells, ToIntFunction<CellSummary> seriesOf) {
        return Verdicts.of(cells).series().stream()
                .map(series -> of(series, seriesOf.applyAsInt(series.first())))
                .toList();
    }

    private static ReportData.ThreadVerdict of(Verdicts.Series series, int index) {
        Verdicts.Level end = series.end();
        Usl.Outcome curve = series.curve();
        return new ReportData.ThreadVerdict(
                index,
                series.first().clients(),
                threads(series.first()),
                threads(end.cell()),
                threads(series.knee()),
                threads(series.last()),
                effect(end.throughput()),
                effect(end.p99()),
                curve instanceof Usl.Fit fit
                        ? new ReportData.Fit(
                                fit.curve().lambda(),
                                fit.curve().sigma(),
                                fit.curve().kappa(),
                                fit.outside())
                        : null,
                curve.text());
    }

    static ReportData.Effect effect(Effect effect) {
        return new ReportData.Effect(
                boxed(effect.baseMedian()),
                boxed(effect.otherMedian()),
                boxed(effect.ratio()),
                boxed(effect.low()),
                boxed(effect.high()),
                boxed(effect.p()),
                effect.runs(),
                effect.finding().text());
    }

    private static int threads(CellSummary cell) {
        return Integer.parseInt(cell.level(Factor.SERVER_THREADS));
    }

    private static @Nullable Double boxed(OptionalDouble figure) {
        return figure.isPresent() ? figure.getAsDouble() : null;
    }
}

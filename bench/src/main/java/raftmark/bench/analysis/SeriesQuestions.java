package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is asked of one series of numbers of threads, and what follows from the answers. */
final class SeriesQuestions {
    /** Less gain than this is none worth a thread. */
    static final double GAIN_MIN = 1.10;

    private final ThreadSeries series;
    private final List<Comparison> answers;

    /** @param answers to {@link #of}, in that order */
    SeriesQuestions(ThreadSeries series, List<Comparison> answers) {
        this.series = series;
        this.answers = List.copyOf(answers);
    }

    /** Throughput of every two numbers of threads, and p99 of each beside the fewest. */
    static List<Question> of(ThreadSeries series) {
        List<CellSummary> cells = series.cells();
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            for (int j = i + 1; j < cells.size(); j++) {
                CellPair pair = new CellPair(cells.get(i), cells.get(j), true);
                questions.add(new Question(pair, RunFigure.THROUGHPUT));
                if (i == 0) {
                    questions.add(new Question(pair, RunFigure.P99));
                }
            }
        }
        return questions;
    }

    /** How many questions a series of so many numbers of threads has. */
    static int count(int numbersOfThreads) {
        return numbersOfThreads * (numbersOfThreads - 1) / 2 + Math.max(0, numbersOfThreads - 1);
    }

    Verdicts.Series verdicts() {
        CellSummary first = series.first();
        CellSummary last = series.last();
        List<Verdicts.Level> levels = series.cells().stream()
                .skip(1)
                .map(cell -> new Verdicts.Level(
                        cell,
                        Effect.of(answer(first, cell, RunFigure.THROUGHPUT)),
                        Effect.of(answer(first, cell, RunFigure.P99)),
                        cell == last
                                ? Optional.empty()
                                : Optional.of(Effect.of(answer(cell, last, RunFigure.THROUGHPUT)))))
                .toList();
        CellSummary knee = knee();
        return new Verdicts.Series(first, levels, series.best(), knee, beyond(knee), Usl.fit(series.throughputs()));
    }

    private Comparison answer(CellSummary from, CellSummary to, RunFigure figure) {
        return answers.stream()
                .filter(answer -> answer.pair().base() == from && answer.pair().other() == to)
                .filter(answer -> answer.figure().equals(figure))
                .findFirst()
                .orElseThrow();
    }

    private CellSummary knee() {
        List<CellSummary> cells = series.cells();
        for (int i = 0; i < cells.size(); i++) {
            CellSummary cell = cells.get(i);
            if (cells.subList(i + 1, cells.size()).stream().noneMatch(more -> helps(cell, more))) {
                return cell;
            }
        }
        return series.last();
    }

    private Optional<Verdicts.Beyond> beyond(CellSummary knee) {
        return series.cells().stream()
                .skip(series.cells().indexOf(knee) + 1L)
                .max(Comparator.comparingDouble(cell -> cell.throughput().orElse(0)))
                .map(best -> new Verdicts.Beyond(best, Effect.of(answer(knee, best, RunFigure.THROUGHPUT))));
    }

    /** Whether more threads help: the median is {@link #GAIN_MIN} times as high, and the verdict, where there can be one, is so. */
    private boolean helps(CellSummary from, CellSummary to) {
        Finding finding = answer(from, to, RunFigure.THROUGHPUT).finding();
        return to.throughput().orElse(0) >= GAIN_MIN * from.throughput().orElse(0)
                && (finding == Finding.HELPS || finding == Finding.TOO_FEW_RUNS);
    }
}

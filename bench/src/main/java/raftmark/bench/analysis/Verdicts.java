package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.Factor;

/**
 * What more server threads did in each series of a sweep, as verdicts of one family: the answer in words and the report page
 * are made of this, so they say the same.
 *
 * <p>Within a series every two numbers of threads are compared in throughput, and each with the fewest in p99. All of it,
 * over all series, is one family for Holm's correction: who looks where it stopped helping has looked at all pairs.
 *
 * @param series by backend, blocking first, then by clients
 * @param comparisons verdicts in the family: those that have an interval
 * @param floor where the noise floor of throughput comes from, in words; empty where nothing is compared
 */
public record Verdicts(List<Series> series, int comparisons, Optional<String> floor) {
    private static final Comparator<ThreadSeries> ORDER = Comparator.comparing(
                    (ThreadSeries series) -> series.first().level(Factor.BACKEND))
            .thenComparing(
                    Comparator.comparing((ThreadSeries series) -> series.first().level(Factor.HANDLER))
                            .reversed())
            .thenComparing(series -> series.first().clients());

    public Verdicts {
        series = List.copyOf(series);
    }

    /**
     * Configurations that differ in their number of server threads alone.
     *
     * @param first those with the fewest threads, which all others are compared with
     * @param levels the others, by growing number of threads
     * @param best with the highest median throughput
     * @param knee the fewest threads that no greater number was seen to help beyond, by a tenth of throughput at least; with
     *     fewer than three repetitions the medians alone decide
     * @param beyond the best that more threads than the knee gave; empty if the knee has the most
     * @param curve the USL-form fit over the numbers of threads, or why there is none
     */
    public record Series(
            CellSummary first,
            List<Level> levels,
            CellSummary best,
            CellSummary knee,
            Optional<Beyond> beyond,
            Usl.Outcome curve) {
        public Series {
            levels = List.copyOf(levels);
        }

        /** All of them, by growing number of threads. */
        public List<CellSummary> cells() {
            return Stream.concat(Stream.of(first), levels.stream().map(Level::cell))
                    .toList();
        }

        /** What the words and the page compare the fewest threads with: the best where more helped, else the most. */
        public Level end() {
            return level(knee != first && best != first ? best : last()).orElseThrow();
        }

        /** Throughput from the best number of threads to the most; empty if the most are the best. */
        public Optional<Effect> bestToLast() {
            return best == first
                    ? Optional.of(levels.get(levels.size() - 1).throughput())
                    : level(best).flatMap(Level::toLast);
        }

        /** Whether there are numbers of threads enough that a curve could be asked for. */
        public boolean pointsSuffice() {
            return levels.size() + 1 >= Usl.POINTS_MIN;
        }

        /** The most threads. */
        public CellSummary last() {
            return levels.get(levels.size() - 1).cell();
        }

        /** What became of the fewest threads' figures at these; empty for the fewest themselves. */
        public Optional<Level> level(CellSummary cell) {
            return levels.stream().filter(level -> level.cell() == cell).findFirst();
        }
    }

    /**
     * What more threads than the knee gave.
     *
     * @param cell the best of them
     * @param throughput from the knee to it
     */
    public record Beyond(CellSummary cell, Effect throughput) {}

    /**
     * A number of threads beside the fewest of its series.
     *
     * @param cell the configuration
     * @param throughput its verdict
     * @param p99 its verdict
     * @param toLast throughput from these threads to the most; empty for the most
     */
    public record Level(CellSummary cell, Effect throughput, Effect p99, Optional<Effect> toLast) {}

    /** The verdicts on a sweep's configurations. */
    public static Verdicts of(List<CellSummary> cells) {
        List<ThreadSeries> all = ThreadSeries.of(cells).stream().sorted(ORDER).toList();
        List<Question> questions = all.stream()
                .flatMap(series -> SeriesQuestions.of(series).stream())
                .toList();
        List<Comparison> answers = Comparison.family(questions, cells);
        List<Series> verdicts = new ArrayList<>();
        int from = 0;
        for (ThreadSeries series : all) {
            int to = from + SeriesQuestions.of(series).size();
            verdicts.add(new SeriesQuestions(series, answers.subList(from, to)).verdicts());
            from = to;
        }
        return new Verdicts(
                verdicts,
                (int) answers.stream().filter(answer -> answer.p().isPresent()).count(),
                answers.stream()
                        .filter(answer -> answer.figure().equals(RunFigure.THROUGHPUT))
                        .map(Comparison::floor)
                        .filter(NoiseFloor::isKnown)
                        .map(NoiseFloor::text)
                        .findFirst());
    }

    /**
     * How many verdicts the answer to a planned sweep will give; without two numbers of threads as many as a comparison of the
     * configurations with one of them has.
     */
    public static int comparisons(List<Cell> cells) {
        Map<Map<Factor, String>, Long> numbersOfThreads = cells.stream()
                .filter(cell ->
                        !cell.isOpen() && !cell.level(Factor.SERVER_THREADS).isEmpty())
                .collect(Collectors.groupingBy(Verdicts::allButThreads, Collectors.counting()));
        int verdicts = numbersOfThreads.values().stream()
                .mapToInt(count -> SeriesQuestions.count(Math.toIntExact(count)))
                .sum();
        return verdicts > 0 ? verdicts : (cells.size() - 1) * RunFigure.COMPARED.size();
    }

    private static Map<Factor, String> allButThreads(Cell cell) {
        Map<Factor, String> levels = new EnumMap<>(Factor.class);
        for (Factor factor : Factor.values()) {
            if (factor != Factor.SERVER_THREADS) {
                levels.put(factor, cell.level(factor));
            }
        }
        return levels;
    }

    /** What a verdict in this sweep rests on, as a sentence; empty if none could be given. */
    public Optional<String> basis() {
        return floor.map(
                from -> "Verdicts: a 95 % t interval of the ratio of runs of one repetition that leaves out 1, p < 0.05"
                        + " after Holm's correction over all " + comparisons
                        + " comparisons of threads here, and a ratio beyond the"
                        + " noise floor: " + from
                        + ". Intervals are those of single comparisons; where more threads helped, the ratio is to the best"
                        + " number of them, by its luck a little too high");
    }
}

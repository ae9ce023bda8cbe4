package raftmark.bench.analysis;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import raftmark.bench.result.Column;
import raftmark.bench.spec.Factor;

/** What more server threads did, in words: throughput, p99, where it stopped helping, and how the law fared. */
final class ThreadAnswer {
    private static final double MICROS_PER_MILLI = 1000;
    private static final double NEAR_BOUND_SHARE = 0.85;
    private static final double ABOVE_BOUND_SHARE = 1.1;

    private final ThreadSeries series;
    private final List<CellSummary> all;

    ThreadAnswer(ThreadSeries series, List<CellSummary> all) {
        this.series = series;
        this.all = all;
    }

    String text() {
        CellSummary first = series.first();
        String who = first.level(Factor.BACKEND) + ", " + first.level(Factor.HANDLER) + " handlers, "
                + first.clients() + (first.clients() == 1 ? " client" : " clients")
                + otherFactors(first) + ": ";
        return who + change() + " " + knee() + law();
    }

    private String change() {
        CellSummary first = series.first();
        CellSummary best = series.best();
        CellSummary end = series.knee() == first ? series.last() : best;
        Optional<PairedRatio> ratio = series.change(end, Column.THROUGHPUT_OPS_PER_SECOND);
        String throughput = "%s to %s threads took throughput from %,.0f to %,.0f ops/s%s"
                .formatted(
                        threads(first),
                        threads(end),
                        first.throughput().orElse(0),
                        end.throughput().orElse(0),
                        ratio.map(r -> ", " + r.text()).orElse(""));
        OptionalDouble p99First = first.median(Column.LATENCY_P99_MICROS);
        OptionalDouble p99End = end.median(Column.LATENCY_P99_MICROS);
        String p99 = p99First.isPresent() && p99End.isPresent()
                ? String.format(
                        Locale.ROOT,
                        " and p99 from %.1f to %.1f ms%s",
                        p99First.getAsDouble() / MICROS_PER_MILLI,
                        p99End.getAsDouble() / MICROS_PER_MILLI,
                        series.change(end, Column.LATENCY_P99_MICROS)
                                .map(r -> ", " + r.text())
                                .orElse(""))
                : " (too few operations in a run for a p99)";
        String pairs = ratio.map(r -> r.hasInterval()
                        ? ""
                        : " With " + r.pairs() + (r.pairs() == 1 ? " repetition" : " repetitions")
                                + " there is no interval: this may be noise.")
                .orElse(" No repetition has both, so there is no ratio.");
        return throughput + p99 + "." + pairs;
    }

    private String knee() {
        CellSummary knee = series.knee();
        if (knee == series.first()) {
            String loss = lossAtLast();
            return loss.isEmpty()
                    ? "No difference seen: no number of threads beyond " + threads(knee)
                            + " gave clearly and at least a tenth more."
                    : "More threads than " + threads(knee) + " did not help" + loss + ".";
        }
        if (knee == series.last()) {
            return "It was still helping at " + threads(knee) + ", the most that was tried.";
        }
        return "It stopped helping at " + threads(knee) + " threads: more gave no clear gain of a tenth" + lossAtLast()
                + ".";
    }

    private String lossAtLast() {
        if (series.best() == series.last()) {
            return "";
        }
        return PairedRatio.of(series.best(), series.last(), Column.THROUGHPUT_OPS_PER_SECOND)
                .filter(PairedRatio::differs)
                .map(ratio -> ", and " + threads(series.last()) + " threads against " + threads(series.best())
                        + " lost: " + ratio.text())
                .orElse("");
    }

    private String law() {
        StringBuilder text = new StringBuilder();
        for (CellSummary cell : series.cells()) {
            Optional<Law> law = Law.of(cell, all);
            if (law.isEmpty()) {
                return "";
            }
            text.append(text.isEmpty() ? " Of the law min(N/S, C/R₁, ceiling) it reached " : ", ")
                    .append(reached(cell, law.get()));
        }
        return text.append(".").append(lawRemarks()).toString();
    }

    private static String reached(CellSummary cell, Law law) {
        if (law.isCeiling()) {
            return "the ceiling itself at N=" + threads(cell);
        }
        return String.format(
                Locale.ROOT, "%.0f %% at N=%s (%s binds)", law.share() * 100, threads(cell), law.binding());
    }

    private String lawRemarks() {
        StringBuilder remarks = new StringBuilder();
        for (CellSummary cell : series.cells()) {
            Law law = Law.of(cell, all).orElseThrow();
            if (law.share() > ABOVE_BOUND_SHARE) {
                remarks.append(" N=")
                        .append(threads(cell))
                        .append(" is above the bound: ")
                        .append(
                                law.binding().equals("ceiling")
                                        ? "blocking did better than the best async run here."
                                        : "the runs that gave " + law.binding() + " were slower than this one.");
            } else if (law.share() < NEAR_BOUND_SHARE) {
                remarks.append(" At N=")
                        .append(threads(cell))
                        .append(
                                law.binding().equals("N/S")
                                        ? " handler threads were idle for the rest of the time: requests spent it elsewhere, in"
                                                + " event loops and the client."
                                        : " the law does not say where the rest went.");
            }
            if (isSuperLinear(cell)) {
                remarks.append(" N=")
                        .append(threads(cell))
                        .append(" is super-linear: S fell from ")
                        .append(millis(series.first()))
                        .append(" to ")
                        .append(millis(cell))
                        .append(", and why it fell was not measured.");
            }
        }
        return remarks.toString();
    }

    /** Whether throughput grew by clearly more than the number of threads, and S fell. */
    private boolean isSuperLinear(CellSummary cell) {
        double moreThreads =
                cell.serverThreads().orElse(1) / series.first().serverThreads().orElse(1);
        boolean clearly = series.change(cell, Column.THROUGHPUT_OPS_PER_SECOND)
                .filter(ratio -> ratio.hasInterval() && ratio.low() > moreThreads)
                .isPresent();
        return clearly
                && moreThreads > 1
                && cell.handlerSecondsPerOperation().orElse(1)
                        < series.first().handlerSecondsPerOperation().orElse(0);
    }

    private static String millis(CellSummary cell) {
        return String.format(
                Locale.ROOT, "%.2f ms", cell.handlerSecondsPerOperation().orElse(Double.NaN) * MICROS_PER_MILLI);
    }

    private String otherFactors(CellSummary first) {
        StringBuilder text = new StringBuilder();
        for (Factor factor : ResultTable.IF_VARYING) {
            // Baselines of one client have fewer channels by necessity: that is no factor.
            boolean varies = all.stream()
                            .filter(cell -> cell.clients() > 1)
                            .filter(cell -> cell.level(Factor.BACKEND).equals(first.level(Factor.BACKEND)))
                            .map(cell -> cell.level(factor))
                            .distinct()
                            .count()
                    > 1;
            if (varies) {
                text.append(", ").append(factor.key()).append(' ').append(first.level(factor));
            }
        }
        return text.toString();
    }

    private static String threads(CellSummary cell) {
        return cell.level(Factor.SERVER_THREADS);
    }
}

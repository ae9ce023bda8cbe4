package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import raftmark.bench.spec.Factor;

/** What more server threads did, in words: throughput, p99, where it stopped helping, and how the law fared. */
final class ThreadAnswer {
    private static final double MICROS_PER_MILLI = 1000;
    private static final double NEAR_BOUND_SHARE = 0.85;
    private static final double ABOVE_BOUND_SHARE = 1.1;
    private static final double LUCK_SHOWN_MIN = 0.01;

    private final Verdicts.Series series;
    private final List<CellSummary> all;

    ThreadAnswer(Verdicts.Series series, List<CellSummary> all) {
        this.series = series;
        this.all = all;
    }

    String text() {
        CellSummary first = series.first();
        String who = first.level(Factor.BACKEND) + ", " + first.level(Factor.HANDLER) + " handlers, "
                + first.clients() + (first.clients() == 1 ? " client" : " clients")
                + otherFactors(first) + ": ";
        return who + change() + " " + knee() + law() + curve();
    }

    private String change() {
        CellSummary first = series.first();
        Verdicts.Level end = series.end();
        String throughput = String.format(
                Locale.ROOT,
                "%s to %s threads took throughput from %,.0f to %,.0f ops/s, %s",
                threads(first),
                threads(end.cell()),
                first.throughput().orElse(0),
                end.cell().throughput().orElse(0),
                end.throughput().text());
        return throughput + p99(end.p99()) + "." + repetitions(end.throughput());
    }

    private static String p99(Effect p99) {
        if (p99.baseMedian().isEmpty() || p99.otherMedian().isEmpty()) {
            return " (too few operations in a run for a p99)";
        }
        return String.format(
                Locale.ROOT,
                "; and p99 from %.1f to %.1f ms, %s",
                p99.baseMedian().getAsDouble() / MICROS_PER_MILLI,
                p99.otherMedian().getAsDouble() / MICROS_PER_MILLI,
                p99.text());
    }

    private static String repetitions(Effect throughput) {
        if (throughput.ratio().isEmpty()) {
            return " No repetition has both, so there is no ratio.";
        }
        return throughput.low().isPresent()
                ? ""
                : " With " + throughput.runs() + (throughput.runs() == 1 ? " repetition" : " repetitions")
                        + " there is no interval: this may be noise.";
    }

    private String knee() {
        CellSummary knee = series.knee();
        if (series.beyond().isEmpty()) {
            return "It was still helping at " + threads(knee) + ", the most that was tried.";
        }
        Verdicts.Beyond beyond = series.beyond().get();
        // That no gain was seen says little where the interval has room for one.
        boolean gainExcluded = beyond.throughput().high().orElse(Double.POSITIVE_INFINITY) < SeriesQuestions.GAIN_MIN;
        if (knee == series.first()) {
            String loss = lossAtLast();
            if (loss.isEmpty() && !gainExcluded && beyond.throughput().high().isPresent()) {
                return "Whether more threads than " + threads(knee) + " help is undecided: from there to "
                        + threads(beyond.cell()) + " it is "
                        + beyond.throughput().text() + ".";
            }
            return loss.isEmpty()
                    ? "No number of threads beyond " + threads(knee) + " was seen to help by a tenth or more."
                    : "More threads than " + threads(knee) + " were not seen to help" + loss + ".";
        }
        return (gainExcluded
                        ? "It stopped helping at " + threads(knee) + " threads: from there to "
                        : "Whether it still helps beyond " + threads(knee) + " threads is undecided: from there to ")
                + threads(beyond.cell()) + " it is " + beyond.throughput().text() + lossAtLast() + ".";
    }

    private String lossAtLast() {
        return series.bestToLast()
                .filter(effect -> effect.finding() == Finding.HURTS)
                .map(effect -> ", and " + threads(series.last()) + " threads against " + threads(series.best())
                        + " lost: " + effect.text())
                .orElse("");
    }

    private String curve() {
        return series.pointsSuffice() ? " " + series.curve().text() + "." : "";
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
        return text.append(".").append(ceilingRemark()).append(lawRemarks()).toString();
    }

    private String ceilingRemark() {
        return series.cells().stream()
                .flatMap(cell -> Law.of(cell, all).stream())
                .filter(law -> law.binding().equals("ceiling") && law.ceilingLuckMean() >= LUCK_SHOWN_MIN)
                .findFirst()
                .map(law -> String.format(
                        Locale.ROOT,
                        " The ceiling is the largest of several medians: were all equal, about %.0f %% of it would be luck on average.",
                        law.ceilingLuckMean() * 100))
                .orElse("");
    }

    private static String reached(CellSummary cell, Law law) {
        if (law.isCeiling()) {
            return "the ceiling itself at N=" + threads(cell);
        }
        return String.format(
                Locale.ROOT, "%.0f %% at N=%s (%s binds)", law.share() * 100, threads(cell), law.binding());
    }

    private String lawRemarks() {
        Map<String, List<String>> threadsByRemark = new LinkedHashMap<>();
        StringBuilder superLinear = new StringBuilder();
        for (CellSummary cell : series.cells()) {
            String remark = remark(Law.of(cell, all).orElseThrow());
            if (!remark.isEmpty()) {
                threadsByRemark
                        .computeIfAbsent(remark, first -> new ArrayList<>())
                        .add(threads(cell));
            }
            series.level(cell)
                    .flatMap(level -> SuperLinear.why(series.first(), level))
                    .ifPresent(why -> superLinear.append(' ').append(why));
        }
        StringBuilder remarks = new StringBuilder();
        threadsByRemark.forEach((remark, threads) ->
                remarks.append(" At N=").append(String.join(", ", threads)).append(remark));
        return remarks.append(superLinear).toString();
    }

    private static String remark(Law law) {
        if (law.share() > ABOVE_BOUND_SHARE) {
            return " it is above the bound: "
                    + (law.binding().equals("ceiling")
                            ? "blocking did better than the best async configuration here."
                            : "the runs that gave " + law.binding() + " were slower than these.");
        }
        if (law.share() < NEAR_BOUND_SHARE) {
            return law.binding().equals("N/S")
                    ? " handler threads were idle for the rest of the time: requests spent it elsewhere, in event loops and"
                            + " the client."
                    : " the law does not say where the rest went.";
        }
        return "";
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

package raftmark.bench.run;

import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import raftmark.bench.plan.Label;
import raftmark.bench.plan.PlannedRun;
import raftmark.bench.result.Measurement;
import raftmark.bench.result.RunResult;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.ClusterKind;
import raftmark.bench.spec.Factor;
import raftmark.bench.spec.Loop;
import raftmark.bench.spec.TargetRate;

/** A run in one line, and a duration in words. */
public final class RunText {
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long MINUTES_PER_HOUR = 60;
    private static final int NODES_USUAL = 3;
    private static final double MICROS_PER_MILLI = 1000;

    private RunText() {}

    /** What is measured, as in {@code jraft blocking fixed 16, 64 clients, repetition 2}; three processes go without saying. */
    public static String of(PlannedRun run) {
        Cell cell = run.cell();
        String where = cell.cluster() == ClusterKind.PROCESSES
                ? ""
                : ", " + cell.cluster().name().toLowerCase(Locale.ROOT);
        return cell.backend() + " " + cell.handlerText() + where
                + (cell.nodes() == NODES_USUAL ? "" : ", " + counted(cell.nodes(), "node"))
                + ", " + load(cell) + ", repetition " + run.repetition()
                + (run.label() == Label.NONE ? "" : ", label " + run.label().text());
    }

    private static String load(Cell cell) {
        return cell.loop() instanceof Loop.Open open
                ? cell.level(Factor.ARRIVALS) + " arrivals at " + rate(open.rate()) + ", up to " + cell.clients()
                        + " out"
                : counted(cell.clients(), "client");
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String rate(TargetRate rate) {
        return rate.label() + (rate instanceof TargetRate.ShareOfCapacity ? " of capacity" : " ops/s");
    }

    /** What came out: throughput and p99, of an open loop with its response time; and the verdict where it is not OK. */
    static String of(RunResult result) {
        Measurement measurement = result.measurement();
        String verdict = result.verdict().ok() ? "" : " " + result.verdict();
        if (measurement == null) {
            return verdict.strip();
        }
        Histogram all = measurement.histograms().all();
        if (measurement.openLoad() != null) {
            Histogram responses = measurement.histograms().allResponses();
            return String.format(
                    Locale.ROOT,
                    "%,.0f of %,.0f ops/s, response median %.2f ms, p99 %.2f ms, service p99 %.2f ms%s",
                    all.getTotalCount() / measurement.durationSeconds(),
                    measurement.openLoad().targetRate(),
                    responses.getValueAtPercentile(50) / MICROS_PER_MILLI,
                    responses.getValueAtPercentile(99) / MICROS_PER_MILLI,
                    all.getValueAtPercentile(99) / MICROS_PER_MILLI,
                    verdict);
        }
        return String.format(
                Locale.ROOT,
                "%,.0f ops/s, median %.2f ms, p99 %.2f ms%s",
                all.getTotalCount() / measurement.durationSeconds(),
                all.getValueAtPercentile(50) / MICROS_PER_MILLI,
                all.getValueAtPercentile(99) / MICROS_PER_MILLI,
                verdict);
    }

    /** As in {@code 45 s}, {@code 3 min 20 s} or {@code 2 h 5 min}. */
    public static String of(Duration duration) {
        long seconds = Math.max(0, Math.round(duration.toMillis() / 1000.0));
        long minutes = seconds / SECONDS_PER_MINUTE;
        if (minutes == 0) {
            return seconds + " s";
        }
        return minutes < MINUTES_PER_HOUR
                ? minutes + " min " + seconds % SECONDS_PER_MINUTE + " s"
                : minutes / MINUTES_PER_HOUR + " h " + minutes % MINUTES_PER_HOUR + " min";
    }
}

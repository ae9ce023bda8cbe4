package raftmark.bench.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import raftmark.bench.record.RunHistograms;
import raftmark.bench.spec.Thresholds;

/**
 * What the schedule of an open loop asked for in the measured window.
 *
 * @param targetRate mean rate of arrivals, in operations a second
 * @param scheduled requests whose intended moment lies in the window as it was in the end. In a Poisson schedule that is not
 *     the rate times the length: it strays by its own square root
 * @param due requests whose intended moment lies in the window as it was announced: those whose response times count, also where
 *     they were answered after it
 * @param waitedForClient requests that were due in the window while as many as may be were out, and so were sent late
 * @param behindNanos how far the schedule was behind when the window began, where it had not caught up for as long as a warm-up may
 *     take; else 0
 * @param sentInRealTime whether the thread that sent had real-time priority, so that it did not queue behind ordinary threads
 */
public record OpenLoad(
        double targetRate, long scheduled, long due, long waitedForClient, long behindNanos, boolean sentInRealTime) {
    private static final double PERCENT = 100;
    private static final double MICROS_PER_MILLI = 1000;
    private static final double LAG_PERCENTILE = 99;
    private static final String NO_REAL_TIME =
            " (its sender did not get real-time priority: that takes Linux, util-linux' chrt, and root, CAP_SYS_NICE or RLIMIT_RTPRIO)";

    /** 99th percentile of how long after it could be sent a request was sent, in microseconds. */
    static double sendLagMicros(RunHistograms histograms) {
        Histogram lags = histograms.sendLags();
        return lags.getTotalCount() == 0 ? Double.NaN : lags.getValueAtPercentile(LAG_PERCENTILE);
    }

    /** Whether one request in a hundred was sent later than the design page allows, which a spec may let pass. */
    static boolean isLate(RunHistograms histograms) {
        return sendLagMicros(histograms) > MICROS_PER_MILLI * Thresholds.DEFAULT.sendLagMillisMax();
    }

    /** Why a run did not offer the load that it was to; empty if it did. */
    public List<String> missed(RunHistograms histograms, double durationSeconds, Thresholds thresholds) {
        List<String> reasons = new ArrayList<>();
        if (behindNanos > 0) {
            reasons.add(
                    "the schedule was " + TimeUnit.NANOSECONDS.toMillis(behindNanos)
                            + " ms behind when the window began, and had not caught up once in the time that a warm-up may take");
        }
        long achieved = histograms.all().getTotalCount();
        if (scheduled > 0 && achieved < thresholds.achievedShareMin() * scheduled) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "achieved %.0f ops/s of the %.0f that the schedule asked for: %.1f %% below %.1f %%%s",
                    achieved / durationSeconds,
                    scheduled / durationSeconds,
                    PERCENT * achieved / scheduled,
                    PERCENT * thresholds.achievedShareMin(),
                    waitedForClient == 0
                            ? ""
                            : ", and " + waitedForClient + " requests were due while all clients had one out"));
        }
        long withoutAnswer = due - histograms.allResponses().getTotalCount();
        if (behindNanos == 0 && withoutAnswer > thresholds.errorShareMax() * due) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "%d of the %d requests that were due in the window have no successful answer: %.2f %% above %.2f %%",
                    withoutAnswer,
                    due,
                    PERCENT * withoutAnswer / due,
                    PERCENT * thresholds.errorShareMax()));
        }
        double lagMillis = sendLagMicros(histograms) / MICROS_PER_MILLI;
        if (lagMillis > thresholds.sendLagMillisMax()) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "p99 send lag %.2f ms above %.2f ms: the load generator came too late%s",
                    lagMillis,
                    thresholds.sendLagMillisMax(),
                    sentInRealTime ? "" : NO_REAL_TIME));
        }
        return reasons;
    }
}

package raftmark.bench.result;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import raftmark.bench.record.RunHistograms;
import raftmark.bench.record.Unanswered;

/**
 * What a run that came to its measured window gave. Figures that were not measured are empty.
 *
 * @param histograms service times of what ended in the window, and response times of what was due in it
 * @param unanswered what was still out at its end
 * @param warmupSeconds length of the warm-up
 * @param steady whether throughput was steady when the last warm-up of this cluster by the rule ended; null where there was none
 * @param durationSeconds length of the measured window
 * @param resources CPU and threads in the measured window
 * @param leaderChanges growth of the Raft term
 * @param openLoad what the schedule asked for; null in a closed loop
 */
public record Measurement(
        RunHistograms histograms,
        Unanswered unanswered,
        double warmupSeconds,
        @Nullable Boolean steady,
        double durationSeconds,
        Resources resources,
        long leaderChanges,
        @Nullable OpenLoad openLoad) {
    /** Operations that failed or hung throughout the window. */
    public long errors() {
        return histograms.failures().getTotalCount() + unanswered.throughoutWindow();
    }

    /**
     * What the measured window cost; each figure as its column says.
     *
     * @param loadThreadBusyShareMax share of the window that the busiest event loop of the load generator was on the CPU
     * @param attribution where time and work went, inside the servers
     */
    public record Resources(
            OptionalDouble clientCpuSeconds,
            OptionalDouble leaderCpuSeconds,
            OptionalDouble serverCpuSeconds,
            OptionalDouble foreignCpuSeconds,
            OptionalDouble stealCpuSeconds,
            OptionalDouble serverVoluntaryContextSwitches,
            OptionalDouble handlerBusySeconds,
            OptionalInt handlerThreadsObserved,
            OptionalInt serverThreadsObserved,
            OptionalDouble loadThreadBusyShareMax,
            Attribution attribution) {}
}

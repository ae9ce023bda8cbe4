package raftmark.bench.report;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the page shows, as it is embedded in it as JSON. Medians and single runs are unrounded, the very figures of
 * {@link raftmark.bench.analysis.CellSummary}; curves are thinned out for display. Null stands for not measured.
 *
 * @param schema version of the results' table
 * @param directories what was measured, in the order given
 * @param series configurations that differ in threads and clients alone share one
 * @param tails the points of the percentile axis: 1/(1-p)
 * @param configurations with their figures, in the order of the tables
 */
record ReportData(
        int schema,
        List<Directory> directories,
        List<Series> series,
        List<Double> tails,
        List<Configuration> configurations) {
    /**
     * One result directory.
     *
     * @param label its name, unlike that of every other one here
     * @param answer in words, a line each
     * @param notes what must be known before a picture is believed
     * @param runs those that are whole
     * @param valid among them, those that enter figures
     * @param measured when, in words; empty if unknown
     * @param invalid runs that enter no figure, the first ones
     * @param caveats what must be said beside the figures
     * @param terms the fairness terms by their id, and in each a text by name
     * @param environment where it was measured, by name
     * @param options the backends' settings that every run had, by name
     */
    record Directory(
            String label,
            String experiment,
            String question,
            List<String> answer,
            List<String> notes,
            int runs,
            int valid,
            String measured,
            List<InvalidRun> invalid,
            List<Remark> caveats,
            Map<String, Map<String, String>> terms,
            Map<String, String> environment,
            Map<String, String> options) {}

    /**
     * A run that enters no figure.
     *
     * @param run its id
     * @param configuration in words
     * @param verdict the reasons
     */
    record InvalidRun(String run, String configuration, String verdict) {}

    /**
     * A caveat.
     *
     * @param runs that it is said of
     */
    record Remark(String text, int runs) {}

    /**
     * A line of a picture.
     *
     * @param directory index of its directory
     * @param label backend, handler, executor, and whatever else varies
     * @param handler blocking or async
     */
    record Series(int directory, String label, String backend, String handler) {}

    /**
     * A configuration and its figures; those of runs are in the order of repetitions.
     *
     * @param series index of its series
     * @param threads null without a fixed pool
     * @param terms id of the fairness terms
     * @param valid number of runs that entered the figures
     * @param invalid number of those that did not
     * @param throughput operations per second
     * @param p50 microseconds, like the next two
     * @param law bound by min(N/S, C/R₁, ceiling); null if no part of it was measured
     * @param heldSeconds S: how long an operation held its handler
     * @param switches voluntary context switches of all servers per operation
     * @param curve merged latency in microseconds at each of the tails, as far as operations carry it
     * @param course one run over time; null if latency.hlog has none, or the sweep is too large
     */
    record Configuration(
            int series,
            int clients,
            @Nullable Integer threads,
            String terms,
            int valid,
            int invalid,
            Spread throughput,
            Spread p50,
            Spread p99,
            Spread p999,
            @Nullable Bound law,
            @Nullable Double heldSeconds,
            Cpu cpu,
            @Nullable Double switches,
            List<Long> curve,
            @Nullable Course course) {}

    /**
     * A figure over the valid runs.
     *
     * @param median null if a run lacks the figure
     * @param runs of those that have it
     */
    record Spread(@Nullable Double median, List<Double> runs) {}

    /**
     * The law's bound.
     *
     * @param opsPerSecond the smallest part
     * @param binds which one that is
     * @param share measured throughput as a share of it
     */
    record Bound(double opsPerSecond, String binds, double share) {}

    /**
     * CPU time per operation in microseconds, medians over valid runs.
     *
     * @param servers all of them; leader and others are null where they share a process
     */
    record Cpu(
            @Nullable Double client,
            @Nullable Double leader,
            @Nullable Double others,
            @Nullable Double servers) {}

    /**
     * A run over time: the valid one of median throughput, the lower one of two.
     *
     * @param run its id
     * @param seconds ends of the stretches, since the start of the measured window
     * @param opsPerSecond in each stretch
     * @param p50 microseconds
     * @param p99 microseconds, null in stretches of fewer than 1,000 operations
     */
    record Course(
            String run, List<Double> seconds, List<Double> opsPerSecond, List<Long> p50, List<@Nullable Long> p99) {}
}

package raftmark.bench.report;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the page shows, as it is embedded in it: one JSON object in the element {@code <script type="application/json"
 * id="data">}. Every record here is an object of it, its components are the fields, and a field that was not measured is left
 * out. Whoever reads a page by program reads this.
 *
 * <p>Medians and single runs are unrounded, the very figures of {@link raftmark.bench.analysis.CellSummary} and so of the
 * terminal's table; the lowest and highest of {@code runs} are the range. What is per operation is rounded to a thousandth.
 * Curves and courses are thinned out for display.
 *
 * @param schema version of the results' table
 * @param thinned whether something is left out for the page's size
 * @param tooLarge whether the page is larger than it should be all the same
 * @param directories what was measured, in the order given
 * @param series configurations that differ in threads, clients and arrival rate alone share one
 * @param pools names of thread pools, which configurations count by index
 * @param tails the points of the percentile axis: 1/(1-p)
 * @param configurations with their figures, in the order of the tables
 * @param threadVerdicts what more server threads did, one for each series and number of clients that has several
 * @param ladders what each layer costs
 * @param changes the first directory against each of the others
 */
record ReportData(
        int schema,
        boolean thinned,
        boolean tooLarge,
        List<Directory> directories,
        List<Series> series,
        List<String> pools,
        List<Double> tails,
        List<Configuration> configurations,
        List<ThreadVerdict> threadVerdicts,
        List<Ladder> ladders,
        List<Change> changes) {
    /** The same on a page that says that it is too large. */
    ReportData asTooLarge() {
        return new ReportData(
                schema,
                thinned,
                true,
                directories,
                series,
                pools,
                tails,
                configurations,
                threadVerdicts,
                ladders,
                changes);
    }

    /**
     * One result directory.
     *
     * @param label its name, unlike that of every other one here
     * @param answer in words, a line each
     * @param notes what must be known before a picture is believed
     * @param compared what must be known of the comparison with the first directory; empty for the first
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
            List<String> compared,
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
     * @param handler blocking or async; empty without a front end
     * @param levels of the other factors that vary within the directory, by the factor's key; empty where one does not apply
     */
    record Series(int directory, String label, String backend, String handler, Map<String, String> levels) {}

    /**
     * A configuration and its figures; those of runs are in the order of repetitions.
     *
     * @param series index of its series
     * @param clients of a closed loop; the most requests outstanding of an open one
     * @param threads size of the fixed handler pool; absent without one
     * @param terms id of the fairness terms
     * @param valid number of runs that entered the figures
     * @param invalid number of those that did not
     * @param throughputOpsPerSecond operations per second
     * @param throughputInterval 95 % interval of the mean of these runs, Student's t on logarithms, to a tenth; absent below three valid
     *     runs, and for open loops
     * @param p50Micros service time, like the next two
     * @param meanMicros median over runs of the mean
     * @param law bound by min(N/S, C/R₁, ceiling); absent if no part of it was measured, and for open loops
     * @param heldSeconds S: how long an operation held its handler
     * @param open the open loop; absent for a closed one
     * @param cpuMicros CPU time per operation by process
     * @param switches voluntary context switches of all servers per operation
     * @param stages where a request's time went inside the leader; absent if that was not sampled
     * @param operationsPerLogAppend median over runs
     * @param operationsPerFsync median over runs
     * @param gcMicros garbage-collection pauses of all servers, in microseconds per operation
     * @param poolThreads live threads by pool, in the order of {@code pools}; null for a pool that this one has not
     * @param curveMicros merged service time at each of the tails, as far as operations carry it
     * @param course one run over time; absent if latency.hlog has none, or the sweep is too large
     */
    record Configuration(
            int series,
            int clients,
            @Nullable Integer threads,
            String terms,
            int valid,
            int invalid,
            Spread throughputOpsPerSecond,
            @Nullable Ends throughputInterval,
            Spread p50Micros,
            Spread p99Micros,
            Spread p999Micros,
            @Nullable Double meanMicros,
            @Nullable Bound law,
            @Nullable Double heldSeconds,
            @Nullable OpenLoop open,
            Cpu cpuMicros,
            @Nullable Double switches,
            @Nullable Stages stages,
            @Nullable Double operationsPerLogAppend,
            @Nullable Double operationsPerFsync,
            @Nullable Double gcMicros,
            @Nullable List<@Nullable Double> poolThreads,
            List<Long> curveMicros,
            @Nullable Course course) {}

    /**
     * A figure over the valid runs.
     *
     * @param median absent if a run lacks the figure
     * @param runs of those that have it; absent if there is one valid run alone, whose figure the median is
     */
    record Spread(@Nullable Double median, @Nullable List<Double> runs) {}

    /** The ends of an interval in operations per second. */
    record Ends(double low, double high) {}

    /**
     * The law's bound in operations per second, which is the smallest of its parts; one that was not measured is absent.
     *
     * @param binds which part that is: N/S, C/R₁ or ceiling
     * @param threads N/S
     * @param clients C/R₁
     * @param ceiling best async configuration
     */
    record Bound(
            String binds,
            @Nullable Double threads,
            @Nullable Double clients,
            @Nullable Double ceiling) {}

    /**
     * An open loop: requests are sent by a schedule. Response time counts from the intended moment; the configuration's own
     * percentiles are those of service time, and its throughput is the rate that was achieved.
     *
     * @param arrivals fixed or poisson
     * @param targetLoadPercent share of the closed loop's capacity that was asked for; absent for an absolute rate
     * @param targetOpsPerSecond rate that was asked for, median over runs
     * @param achievedOpsPerSecond median over runs
     * @param ofInvalidRuns whether these two rates are of INVALID runs, because no run is valid; else valid ones alone make them
     * @param responseP50Micros response time, like the next two
     * @param sendLagP99Micros how late requests were sent
     * @param responseCurveMicros merged response time at each of the tails, as far as operations carry it
     */
    record OpenLoop(
            String arrivals,
            @Nullable Double targetLoadPercent,
            @Nullable Double targetOpsPerSecond,
            @Nullable Double achievedOpsPerSecond,
            boolean ofInvalidRuns,
            Spread responseP50Micros,
            Spread responseP99Micros,
            Spread responseP999Micros,
            @Nullable Double sendLagP99Micros,
            List<Long> responseCurveMicros) {}

    /**
     * CPU time per operation in microseconds, medians over valid runs.
     *
     * @param leader absent where the servers share a process
     * @param otherServers all but the leader, run by run: a difference of two medians would be no run's
     * @param servers all of them, the leader too
     */
    record Cpu(
            @Nullable Double client,
            @Nullable Double leader,
            @Nullable Double otherServers,
            @Nullable Double servers) {}

    /**
     * Stages of a request inside the leader, medians over valid runs; of many configurations the means alone.
     *
     * @param samples requests that were timed in a run
     */
    record Stages(
            Stage handlerWait,
            Stage commit,
            Stage reply,
            @Nullable Double samples) {}

    /** A stage in microseconds. */
    record Stage(
            @Nullable Double mean,
            @Nullable Double p50,
            @Nullable Double p99) {}

    /**
     * A run over time: the valid one of median throughput, the lower one of two.
     *
     * @param run its id
     * @param seconds ends of the stretches, since the start of the measured window
     * @param opsPerSecond in each stretch
     * @param p50Micros median latency, of an open loop response time; null in stretches in which nothing was answered
     * @param p99Micros null in stretches of fewer than 1,000 operations
     */
    record Course(
            String run,
            List<Double> seconds,
            List<Double> opsPerSecond,
            List<@Nullable Long> p50Micros,
            List<@Nullable Long> p99Micros) {}

    /**
     * What more server threads did.
     *
     * @param series index of the series
     * @param fewest number of threads that is compared with
     * @param end the best number of threads where more helped, else the most
     * @param seenToHelpUpTo the fewest threads that no greater number was seen to help beyond; that it suffices is not said: what
     *     was not seen may be there
     * @param most the most that was tried
     * @param throughput from the fewest to the end
     * @param p99 the same
     * @param fit the curve of USL form over server threads; absent if there is none
     * @param fitText the fit, or why there is none, in words
     */
    record ThreadVerdict(
            int series,
            int clients,
            int fewest,
            int end,
            int seenToHelpUpTo,
            int most,
            Effect throughput,
            Effect p99,
            @Nullable Fit fit,
            String fitText) {}

    /**
     * A curve λN / (1 + σ(N-1) + κN(N-1)); λ in operations per second.
     *
     * @param outside the numbers of threads at which it lies outside all of three or more runs
     */
    record Fit(double lambda, double sigma, double kappa, List<Integer> outside) {}

    /**
     * A ratio other/base with its 95 % interval and verdict.
     *
     * @param base median
     * @param other median
     * @param p after Holm's correction
     * @param runs pairs of runs that it rests on, or the fewer of two sides
     * @param verdict helps, hurts, no difference seen, or why there is none
     */
    record Effect(
            @Nullable Double base,
            @Nullable Double other,
            @Nullable Double ratio,
            @Nullable Double low,
            @Nullable Double high,
            @Nullable Double p,
            int runs,
            String verdict) {}

    /**
     * A figure of a configuration in the first directory and in another one.
     *
     * @param series index of the series that it belongs to in the other one
     * @param clients of a closed loop; absent for an open one, whose load is a rate of arrivals
     * @param configuration in words
     * @param figure as a column of runs.csv or a figure made of one
     */
    record Change(
            int series, @Nullable Integer clients, String configuration, String figure, String unit, Effect effect) {}

    /**
     * What each layer costs, for one backend and number of clients.
     *
     * @param directory index of its directory
     * @param backend library; empty where only the rungs without one were measured
     * @param handler blocking or async; empty where every rung is past the front end
     * @param label backend, handlers and clients
     */
    record Ladder(int directory, String backend, String handler, int clients, String label, List<Rung> rungs) {}

    /**
     * A rung of a ladder, medians over valid runs.
     *
     * @param rung short name
     * @param meaning what it is made of
     * @param adds every layer that tells it from the rung it stands on, in words; for the lowest all that it has
     * @param severalLayers whether more than one does, because a rung between was not measured
     * @param configuration in words
     * @param latencyMicros mean latency
     * @param moreLatencyMicros than the rung it stands on, repetition by repetition; absent for the lowest, less than zero where a layer is left out
     * @param serverCpuMicros CPU time of all servers per operation
     * @param moreServerCpuMicros than the rung it stands on
     * @param clientCpuMicros CPU time of the load generator per operation
     * @param switches voluntary context switches of all servers per operation
     * @param standsOn short name of the rung below; absent for the lowest
     */
    record Rung(
            String rung,
            String meaning,
            String adds,
            boolean severalLayers,
            String configuration,
            @Nullable Double throughputOpsPerSecond,
            @Nullable Double latencyMicros,
            @Nullable Double moreLatencyMicros,
            @Nullable Double serverCpuMicros,
            @Nullable Double moreServerCpuMicros,
            @Nullable Double clientCpuMicros,
            @Nullable Double switches,
            @Nullable String standsOn) {}
}

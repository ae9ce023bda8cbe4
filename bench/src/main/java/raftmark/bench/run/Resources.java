package raftmark.bench.run;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import raftmark.bench.cluster.Cluster;
import raftmark.bench.cluster.ServerSample;
import raftmark.bench.env.HostCpu;
import raftmark.bench.env.ThreadSwitches;
import raftmark.bench.load.LoadThreads;
import raftmark.bench.result.Measurement;
import raftmark.kv.v1.StatsResponse;

/**
 * What the machine, the load generator and the servers had used up at one moment. Samples lie just outside the measured window:
 * their differences are scaled to its length.
 *
 * @param takenNanos when
 * @param host the machine's CPU time
 * @param processCpuSeconds this process' CPU time
 * @param loadCpuSeconds CPU time of each of the load generator's event loops
 * @param loadSwitches voluntary context switches of the load generator's threads so far; empty where there is no /proc
 * @param servers counters of each server
 */
record Resources(
        long takenNanos,
        Optional<HostCpu> host,
        double processCpuSeconds,
        double[] loadCpuSeconds,
        OptionalLong loadSwitches,
        List<ServerSample> servers) {
    private static final double NANOS_PER_SECOND = 1e9;

    /** Takes a sample of everything; what the machine used comes last, next to the window that follows. */
    static Resources beforeWindow(Cluster cluster, LoadThreads loadThreads) throws IOException {
        List<ServerSample> servers = cluster.sample();
        return ofMachine(loadThreads, servers);
    }

    /** Takes a sample of everything; what the machine used comes first, so that asking the servers is not in it. */
    static Resources afterWindow(Cluster cluster, LoadThreads loadThreads) throws IOException {
        Resources machine = ofMachine(loadThreads, List.of());
        return new Resources(
                machine.takenNanos,
                machine.host,
                machine.processCpuSeconds,
                machine.loadCpuSeconds,
                machine.loadSwitches,
                cluster.sample());
    }

    private static Resources ofMachine(LoadThreads loadThreads, List<ServerSample> servers) {
        double[] load = loadThreads.cpuSecondsByThread();
        OptionalLong loadSwitches = ThreadSwitches.voluntary(Path.of("/proc/self"), LoadThreads.NAME_PREFIX);
        double process =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / NANOS_PER_SECOND;
        Optional<HostCpu> host =
                HostCpu.read(Path.of("/proc"), ProcessHandle.current().pid());
        return new Resources(System.nanoTime(), host, process, load, loadSwitches, servers);
    }

    /**
     * What a measured window cost.
     *
     * @param before sample before it
     * @param during samples within it, for the counts of threads
     * @param after sample after it
     * @param leader endpoint of the leader
     * @param frontEnd whether requests went through one
     * @throws IOException if what a server said cannot be read
     */
    static Measurement.Resources between(
            Resources before,
            List<List<ServerSample>> during,
            Resources after,
            Cluster cluster,
            String leader,
            boolean frontEnd,
            double durationSeconds)
            throws IOException {
        boolean embedded = cluster.inThisProcess();
        double scale = durationSeconds / ((after.takenNanos - before.takenNanos) / NANOS_PER_SECOND);
        double loadCpu = 0;
        double busiest = 0;
        for (int i = 0; i < before.loadCpuSeconds.length; i++) {
            double used = (after.loadCpuSeconds[i] - before.loadCpuSeconds[i]) * scale;
            loadCpu += used;
            busiest = Math.max(busiest, used / durationSeconds);
        }
        double processCpu = (after.processCpuSeconds - before.processCpuSeconds) * scale;
        Map<String, Double> serverCpu = perServer(before, after, durationSeconds, StatsResponse::getProcessCpuSeconds);
        Map<String, Double> busy = perServer(before, after, durationSeconds, StatsResponse::getHandlerBusySeconds);
        ServerSide serverSide = new ServerSide(before.servers, during, after.servers, leader, embedded);
        // Past the front end the load generator's own threads run the library's submit: the two cannot be told apart.
        boolean apart = !embedded || frontEnd;
        HostCpu host = before.host.isPresent() && after.host.isPresent()
                ? after.host.get().since(before.host.get())
                : null;
        return new Measurement.Resources(
                apart ? OptionalDouble.of(embedded ? loadCpu : processCpu) : OptionalDouble.empty(),
                embedded ? OptionalDouble.empty() : of(serverCpu, leader),
                embedded ? OptionalDouble.of(Math.max(0, processCpu - (apart ? loadCpu : 0))) : sum(serverCpu),
                host == null ? OptionalDouble.empty() : OptionalDouble.of(host.foreignSeconds() * scale),
                host == null ? OptionalDouble.empty() : OptionalDouble.of(host.stealSeconds() * scale),
                apart ? switches(before, after, serverSide, durationSeconds, scale) : OptionalDouble.empty(),
                frontEnd ? of(busy, leader) : OptionalDouble.empty(),
                embedded ? OptionalInt.empty() : threadsMax(during, leader, ServerSample::handlerThreads),
                embedded ? OptionalInt.empty() : threadsMax(during, leader, ServerSample::threads),
                before.loadCpuSeconds.length == 0 || !apart ? OptionalDouble.empty() : OptionalDouble.of(busiest),
                serverSide.over(durationSeconds));
    }

    /** Of the server processes; of a process that the load generator shares, less those of its own threads. */
    private static OptionalDouble switches(
            Resources before, Resources after, ServerSide serverSide, double durationSeconds, double scale) {
        OptionalDouble all = serverSide.total(
                durationSeconds,
                stats -> stats.hasVoluntaryContextSwitches() ? stats.getVoluntaryContextSwitches() : Double.NaN);
        if (!serverSide.sharedProcess() || all.isEmpty()) {
            return all;
        }
        return before.loadSwitches.isPresent() && after.loadSwitches.isPresent()
                ? OptionalDouble.of(Math.max(
                        0,
                        all.getAsDouble() - (after.loadSwitches.getAsLong() - before.loadSwitches.getAsLong()) * scale))
                : OptionalDouble.empty();
    }

    private static Map<String, Double> perServer(
            Resources before, Resources after, double durationSeconds, ToDoubleFunction<StatsResponse> counter) {
        Map<String, ServerSample> earlier = new HashMap<>();
        before.servers.forEach(sample -> earlier.put(sample.endpoint(), sample));
        Map<String, Double> used = new HashMap<>();
        for (ServerSample sample : after.servers) {
            ServerSample first = earlier.get(sample.endpoint());
            if (first != null) {
                double seconds = (sample.takenNanos() - first.takenNanos()) / NANOS_PER_SECOND;
                double difference = counter.applyAsDouble(sample.stats()) - counter.applyAsDouble(first.stats());
                used.put(sample.endpoint(), difference * durationSeconds / seconds);
            }
        }
        return used;
    }

    private static OptionalDouble of(Map<String, Double> used, String endpoint) {
        Double figure = used.get(endpoint);
        return figure == null ? OptionalDouble.empty() : OptionalDouble.of(figure);
    }

    private static OptionalDouble sum(Map<String, Double> used) {
        return used.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        used.values().stream().mapToDouble(Double::doubleValue).sum());
    }

    private static OptionalInt threadsMax(
            List<List<ServerSample>> during, String leader, java.util.function.ToIntFunction<ServerSample> count) {
        OptionalInt most = during.stream()
                .flatMap(List::stream)
                .filter(sample -> sample.endpoint().equals(leader))
                .mapToInt(count)
                .max();
        return most.isPresent() && most.getAsInt() == 0 ? OptionalInt.empty() : most;
    }
}

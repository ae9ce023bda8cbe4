package raftmark.server;

import com.google.protobuf.ByteString;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import raftmark.kv.v1.StatsResponse;

/** Collects what {@code Admin.Stats} answers. Process-wide but for operations, handlers and the library's metrics. */
final class Stats {
    private final KvNode node;
    private final HandlerPool handlers;
    private final InFlight inFlight;
    private final OperationCounters counters;
    private final StageTimes stages;
    private final ThreadPools pools;
    private final ProcessFiles process = new ProcessFiles();

    Stats(KvNode node, HandlerPool handlers, InFlight inFlight, OperationCounters counters, StageTimes stages) {
        this.node = node;
        this.handlers = handlers;
        this.inFlight = inFlight;
        this.counters = counters;
        this.stages = stages;
        this.pools = new ThreadPools(node.backend().capabilities().threadPools());
    }

    StatsResponse collect() {
        StatsResponse.Builder stats = StatsResponse.newBuilder()
                .setProcessCpuSeconds(cpuSeconds())
                .setHandlerBusySeconds(handlers.busySeconds())
                .putAllOperations(counters.snapshot())
                .setProposalsInFlight(inFlight.count())
                .setPid(ProcessHandle.current().pid());
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            stats.setGcCount(stats.getGcCount() + Math.max(0, collector.getCollectionCount()));
            stats.setGcSeconds(stats.getGcSeconds() + Math.max(0, collector.getCollectionTime()) / 1e3);
        }
        Map<String, Integer> live = pools.live();
        live.merge(HandlerPool.NAME, handlers.virtualThreads(), Integer::sum);
        stats.putAllLiveThreads(live);
        stages.encoded().forEach((stage, nanos) -> stats.putStageNanos(stage.key(), ByteString.copyFrom(nanos)));
        node.raft().metrics().forEach((name, value) -> stats.putLibraryMetrics(name, value.doubleValue()));
        ProcessFiles.Switches switches = process.contextSwitches();
        if (switches != null) {
            stats.setVoluntaryContextSwitches(switches.voluntary());
            stats.setInvoluntaryContextSwitches(switches.involuntary());
        }
        process.storageWrittenBytes().ifPresent(stats::setStorageWrittenBytes);
        process.residentBytes().ifPresent(stats::setResidentBytes);
        return stats.build();
    }

    private static double cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean os
                ? Math.max(0, os.getProcessCpuTime()) / 1e9
                : 0;
    }
}

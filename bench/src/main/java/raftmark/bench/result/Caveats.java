package raftmark.bench.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import raftmark.bench.record.RunHistograms;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.ClusterKind;
import raftmark.bench.spec.JitMode;
import raftmark.bench.spec.Operation;
import raftmark.kv.spi.Capabilities;

/** What must be said beside a run's figures; unlike a verdict it keeps no run out of a figure. */
public final class Caveats {
    /** An event loop or a sender of the load generator that is busier than this is what limits the run. */
    static final double CLIENT_BOUND_BUSY_SHARE = 0.9;

    /** A request that was out for this many times the largest latency when the window ended says that the largest is not known. */
    static final double CENSORED_FACTOR = 2;

    private static final double NANOS_PER_MICRO = 1e3;

    private Caveats() {}

    /**
     * The caveats of a run, the ones of its configuration first.
     *
     * @param generatorJit of the load generator's JVM
     * @param measurement null if the run did not get that far
     */
    public static List<String> of(
            Cell cell,
            Terms terms,
            boolean clusterReused,
            Capabilities capabilities,
            JitMode generatorJit,
            @Nullable Measurement measurement) {
        List<String> caveats = new ArrayList<>();
        if (cell.cluster() != ClusterKind.REMOTE) {
            caveats.add("co-located");
        }
        if (cell.jit() == JitMode.C1) {
            caveats.add("c1");
        }
        if (cell.jit() != generatorJit) {
            caveats.add("load-generator-" + generatorJit.name().toLowerCase(Locale.ROOT));
        }
        if (clusterReused) {
            caveats.add("cluster-reused");
        }
        if (terms.durability().equals("tmpfs")) {
            caveats.add("tmpfs");
        }
        String ofReadLevel = capabilities.readCaveats().get(cell.readLevel());
        if (cell.workload().has(Operation.GET) && ofReadLevel != null) {
            caveats.add(cell.readLevel().name().toLowerCase(Locale.ROOT) + ": " + ofReadLevel);
        }
        if (measurement != null) {
            if (Boolean.FALSE.equals(measurement.steady())) {
                caveats.add("unsteady");
            }
            double busy = measurement.resources().loadThreadBusyShareMax().orElse(0);
            if (busy > CLIENT_BOUND_BUSY_SHARE) {
                caveats.add("client-bound");
            }
            double oldestMicros = measurement.unanswered().oldestNanos() / NANOS_PER_MICRO;
            RunHistograms histograms = measurement.histograms();
            long longest = cell.isOpen()
                    ? histograms.allResponses().getMaxValue()
                    : histograms.all().getMaxValue();
            OpenLoad openLoad = measurement.openLoad();
            if (openLoad != null && !openLoad.sentInRealTime()) {
                caveats.add("ordinary-sender");
            }
            if (openLoad != null && OpenLoad.isLate(measurement.histograms())) {
                caveats.add("late-sender");
            }
            if (oldestMicros > CENSORED_FACTOR * longest) {
                caveats.add("max-censored");
            }
        }
        return caveats;
    }
}

package raftmark.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import raftmark.bench.cluster.Cluster;
import raftmark.bench.cluster.EmbeddedBenchCluster;
import raftmark.bench.cluster.ProcessBenchCluster;
import raftmark.bench.cluster.RemoteBenchCluster;
import raftmark.bench.spec.Cell;

/**
 * Gives each run its cluster: a fresh one on an empty directory, or, where the experiment keeps clusters, the one of its
 * backend with a rebuilt front end. Used by one thread.
 */
final class ClusterSource implements AutoCloseable {
    private final boolean keepClusters;
    private final Path dataDirectory;
    private final List<String> remoteEndpoints;
    private final Map<String, EmbeddedBenchCluster> kept = new HashMap<>();
    /** The largest number of clients that each kept cluster was given. */
    private final Map<String, Integer> clientsSeen = new HashMap<>();

    /** How the last warm-up by the rule on each kept cluster ended. */
    private final Map<String, Boolean> steady = new HashMap<>();

    private @Nullable Cluster current;
    private int directories;

    /**
     * @param dataDirectory where directories of clusters are made; they are deleted with their cluster
     * @param remoteEndpoints servers for configurations with cluster remote
     */
    ClusterSource(boolean keepClusters, Path dataDirectory, List<String> remoteEndpoints) {
        this.keepClusters = keepClusters;
        this.dataDirectory = dataDirectory;
        this.remoteEndpoints = List.copyOf(remoteEndpoints);
    }

    /**
     * A cluster for a run.
     *
     * @param cluster running, with a leader
     * @param warm whether it has been under as much load before
     * @param steady whether it was steady at the end of its last warm-up by the rule; null if it had none
     */
    record Lease(Cluster cluster, boolean warm, @Nullable Boolean steady) {}

    Lease acquire(Cell cell) throws IOException, InterruptedException {
        if (keepClusters) {
            return acquireKept(cell);
        }
        Path directory = freshDirectory(cell);
        Cluster started = switch (cell.cluster()) {
            case EMBEDDED -> EmbeddedBenchCluster.start(cell, directory);
            case PROCESSES -> ProcessBenchCluster.start(cell, directory);
            case REMOTE -> RemoteBenchCluster.connect(cell, remoteEndpoints);
        };
        current = started;
        return new Lease(started, false, null);
    }

    /** Notes how a warm-up by the rule ended, for later runs on the same cluster. */
    void warmedUp(Cell cell, boolean becameSteady) {
        if (keepClusters) {
            steady.put(keptAs(cell), becameSteady);
        }
    }

    /**
     * Gives a cluster back. Fresh ones end with their run; a kept one only when the run went wrong.
     *
     * @param usable whether another run may use it
     */
    void release(Cell cell, boolean usable) {
        if (keepClusters) {
            EmbeddedBenchCluster broken = usable ? null : kept.remove(keptAs(cell));
            if (broken != null) {
                uninterrupted(broken::close);
            }
        } else {
            closeCurrent();
        }
    }

    @Override
    public void close() {
        closeCurrent();
        kept.values().forEach(cluster -> uninterrupted(cluster::close));
        kept.clear();
        deleteDirectories();
    }

    private void closeCurrent() {
        Cluster ended = current;
        if (ended != null) {
            current = null;
            uninterrupted(ended::close);
            deleteDirectories();
        }
    }

    /** Closes something to its end, also when the sweep is being interrupted, and passes the interrupt on afterwards. */
    private static void uninterrupted(Runnable closing) {
        boolean interrupted = Thread.interrupted();
        try {
            closing.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Lease acquireKept(Cell cell) throws IOException, InterruptedException {
        EmbeddedBenchCluster running = kept.get(keptAs(cell));
        if (running != null) {
            running.rebuildFrontEnds(cell);
            // One client warms nothing up for many.
            boolean warm = cell.clients() <= clientsSeen.getOrDefault(keptAs(cell), 0);
            clientsSeen.merge(keptAs(cell), clientsThatWarmUp(cell), Math::max);
            return new Lease(running, warm, steady.get(keptAs(cell)));
        }
        steady.remove(keptAs(cell));
        EmbeddedBenchCluster started = EmbeddedBenchCluster.start(cell, freshDirectory(cell));
        kept.put(keptAs(cell), started);
        clientsSeen.put(keptAs(cell), clientsThatWarmUp(cell));
        return new Lease(started, false, null);
    }

    /** The clients of an open loop are only as many as may be outstanding; its rate can be a trickle. */
    private static int clientsThatWarmUp(Cell cell) {
        return cell.isOpen() ? 1 : cell.clients();
    }

    private static String keptAs(Cell cell) {
        return cell.backend() + " " + cell.nodes() + " " + Cell.optionsText(cell.backendOptions());
    }

    private Path freshDirectory(Cell cell) throws IOException {
        directories++;
        return Files.createDirectories(dataDirectory.resolve(cell.backend() + "-" + directories));
    }

    private void deleteDirectories() {
        if (!Files.isDirectory(dataDirectory)) {
            return;
        }
        try (Stream<Path> content = Files.walk(dataDirectory)) {
            for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(dataDirectory)) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (IOException leftBehind) {
            System.err.println("raftmark: data of a stopped cluster is left in " + dataDirectory + ": " + leftBehind);
        }
    }
}

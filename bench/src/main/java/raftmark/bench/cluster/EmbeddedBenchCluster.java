package raftmark.bench.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import raftmark.bench.spec.Cell;
import raftmark.kv.machine.MachineLimits;
import raftmark.server.EmbeddedCluster;
import raftmark.server.EmbeddedClusterConfig;
import raftmark.server.FrontEndConfig;
import raftmark.server.KvNode;

/** Nodes in the harness' own JVM. Their front ends can be rebuilt while the nodes go on. */
public final class EmbeddedBenchCluster extends PolledCluster {
    private static final Duration LEADER_TIMEOUT = Duration.ofSeconds(20);

    private final EmbeddedCluster cluster;

    private EmbeddedBenchCluster(EmbeddedCluster cluster) {
        super(cluster.endpoints());
        this.cluster = cluster;
    }

    /**
     * Starts a cluster and waits for its leader.
     *
     * @param directory where the nodes' logs lie
     * @throws IOException if it does not come up
     */
    public static EmbeddedBenchCluster start(Cell cell, Path directory) throws IOException, InterruptedException {
        EmbeddedCluster cluster = EmbeddedCluster.start(new EmbeddedClusterConfig(
                cell.backend(), cell.nodes(), directory, cell.backendOptions(), MachineLimits.DEFAULT, frontEnd(cell)));
        try {
            cluster.awaitLeader(LEADER_TIMEOUT);
            return new EmbeddedBenchCluster(cluster);
        } catch (TimeoutException noLeader) {
            cluster.close();
            throw new IOException("no leader within " + LEADER_TIMEOUT.toSeconds() + " s", noLeader);
        } catch (InterruptedException | RuntimeException interrupted) {
            cluster.close();
            throw interrupted;
        }
    }

    /** Replaces the front ends by those of another configuration; the nodes go on. */
    public void rebuildFrontEnds(Cell cell) throws IOException, InterruptedException {
        admin().close();
        cluster.rebuildFrontEnds(frontEnd(cell));
        reconnect(cluster.endpoints());
        try {
            cluster.awaitLeader(LEADER_TIMEOUT);
        } catch (TimeoutException noLeader) {
            throw new IOException("no leader within " + LEADER_TIMEOUT.toSeconds() + " s", noLeader);
        }
    }

    @Override
    public List<String> endpoints() {
        return cluster.endpoints();
    }

    @Override
    public KvNode node(String endpoint) throws IOException {
        return cluster.peers().stream()
                .filter(peer -> peer.kvEndpoint().equals(endpoint))
                .findFirst()
                .map(peer -> cluster.node(peer.id()))
                .orElseThrow(() -> new IOException("no server of " + cluster.endpoints() + " is " + endpoint));
    }

    @Override
    public boolean inThisProcess() {
        return true;
    }

    @Override
    public void close() {
        super.close();
        cluster.close();
    }

    static FrontEndConfig frontEnd(Cell cell) {
        return FrontEndConfig.defaults()
                .withHandler(cell.handler())
                .withRoute(cell.route())
                .withGrpcIoThreads(cell.grpcIoThreads());
    }
}

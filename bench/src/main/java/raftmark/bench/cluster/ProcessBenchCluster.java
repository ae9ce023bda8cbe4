package raftmark.bench.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import raftmark.bench.process.ClusterStartException;
import raftmark.bench.process.JvmArguments;
import raftmark.bench.process.ServerExit;
import raftmark.bench.process.ServerLaunch;
import raftmark.bench.process.ServerProcesses;
import raftmark.bench.process.ServerSettings;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.JitMode;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.Peer;
import raftmark.server.Ports;

/** One JVM a node, on this machine. */
public final class ProcessBenchCluster extends PolledCluster {
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(30);
    private static final String HOST = ServerSettings.BIND_HOST;

    private final ServerProcesses servers;
    private final List<ServerExit> deaths = java.util.Collections.synchronizedList(new ArrayList<>());

    private ProcessBenchCluster(ServerProcesses servers) {
        super(endpointsOf(servers));
        this.servers = servers;
        servers.onExit(exit -> {
            if (!exit.requested()) {
                deaths.add(exit);
            }
        });
    }

    /**
     * Starts the servers and waits until a leader accepts writes.
     *
     * @param directory where data and logs of the servers lie
     * @throws IOException if they do not come up, with the end of the log of the one that failed
     */
    public static ProcessBenchCluster start(Cell cell, Path directory) throws IOException, InterruptedException {
        List<Integer> ports = Ports.free(2 * cell.nodes());
        List<Peer> peers = new ArrayList<>();
        for (int node = 0; node < cell.nodes(); node++) {
            peers.add(new Peer(new NodeId("n" + (node + 1)), HOST, ports.get(2 * node), ports.get(2 * node + 1)));
        }
        ServerSettings settings = ServerSettings.of(cell.backend())
                .withBackendOptions(cell.backendOptions())
                .withFrontEnd(EmbeddedBenchCluster.frontEnd(cell))
                .withJvmArguments(jvmArguments(cell.jit()));
        ServerProcesses servers = ServerProcesses.start(
                new ServerLaunch(settings, "bench", peers, directory.resolve("data"), directory.resolve("log")));
        try {
            servers.awaitReady(READY_TIMEOUT);
            return new ProcessBenchCluster(servers);
        } catch (ClusterStartException failed) {
            servers.close();
            throw new IOException(failed.getMessage(), failed);
        } catch (InterruptedException | RuntimeException interrupted) {
            servers.close();
            throw interrupted;
        }
    }

    /** The arguments of every server's JVM. */
    public static List<String> jvmArguments(JitMode jit) {
        return JvmArguments.of(jit == JitMode.C1 ? JvmArguments.Jit.C1 : JvmArguments.Jit.DEFAULT);
    }

    @Override
    public List<String> endpoints() {
        return endpointsOf(servers);
    }

    private static List<String> endpointsOf(ServerProcesses servers) {
        return servers.peers().stream().map(Peer::kvEndpoint).toList();
    }

    @Override
    public String diagnosis() {
        synchronized (deaths) {
            return deaths.stream()
                    .map(death ->
                            death.id() + " died: " + death.reason() + ", last said: " + servers.logTail(death.id(), 1))
                    .collect(Collectors.joining("; "));
        }
    }

    @Override
    public void close() {
        super.close();
        servers.close();
    }
}

package raftmark.bench.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import raftmark.bench.process.ClusterStartException;
import raftmark.bench.process.JvmArguments;
import raftmark.bench.process.NodeLayout;
import raftmark.bench.process.PeerList;
import raftmark.bench.process.ServerLaunch;
import raftmark.bench.process.ServerOutput;
import raftmark.bench.process.ServerProcesses;
import raftmark.bench.process.ServerSettings;
import raftmark.kv.spi.Peer;

/** Starts a cluster of server processes on this machine and stays with them until it is told to stop. */
@Command(
        name = "cluster",
        header = "Start a cluster of server processes on this machine.",
        description = {
            "Stays in the foreground.",
            "Prints one line 'ready leader=<id> endpoints=<host:port,…>' to standard output when a leader accepts writes;"
                    + " everything else goes to standard error. Ctrl-C, SIGINT or SIGTERM stops every server."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {"0:stopped by SIGINT or SIGTERM", ExitCodes.FAILED_TEXT, ExitCodes.USAGE_TEXT})
public final class ClusterCommand extends BaseCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private JvmOptions jvm = new JvmOptions();

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "3",
            description = "Servers to start. Default: ${DEFAULT-VALUE}.")
    private int nodes;

    @Option(
            names = "--base-port",
            paramLabel = "P",
            description = "N nodes take the ports P to P+2N-1: first the key/value ports of n1, n2, …, then their Raft"
                    + " ports. Default: free ones.")
    private @Nullable Integer basePort;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Keep data and logs here; a directory of an earlier cluster is gone on with, on its ports."
                            + " Default: a fresh directory below the build or cache directory, deleted at the end unless the start fails.")
    private @Nullable Path data;

    @Option(names = "--restart-failed", description = "Bring a server that dies back on its own data.")
    private boolean restartFailed;

    @Option(
            names = "--ready-timeout-seconds",
            paramLabel = "S",
            defaultValue = "60",
            description = "Give up when no leader accepts writes by then. Default: ${DEFAULT-VALUE}.")
    private int readyTimeoutSeconds;

    @Override
    public Integer call() throws IOException {
        Thread commandThread = Thread.currentThread();
        Stop stop = new Stop().on("INT", "TERM", "HUP");
        if (nodes < 1 || nodes > 9) {
            throw new UserError("--nodes " + nodes + " is not within 1 to 9");
        }
        ServerSettings settings = server.settings(jvm.arguments());
        Path directory = directory();
        boolean keep = data != null;
        try {
            ServerLaunch launch = launch(settings, directory);
            tell((data == null ? "fresh data directory, deleted at the end: " : "data directory, kept: ") + directory);
            warnOfMemory(directory);
            stop.then(commandThread::interrupt);
            run(launch, stop);
            return ExitCodes.OK;
        } catch (InterruptedException e) {
            return ExitCodes.OK;
        } catch (ClusterStartException e) {
            keep = true;
            throw new UserError(e.getMessage() + "\nData and logs are kept in " + directory, e);
        } finally {
            // The interrupt was the signal; it has been heard, and deleting files must not hear it again.
            Thread.interrupted();
            if (!keep) {
                DataDirectories.delete(directory);
            }
        }
    }

    private Path directory() throws IOException {
        if (data == null) {
            return DataDirectories.fresh();
        }
        Path directory = data.toAbsolutePath();
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UserError("data directory " + directory + " cannot be created: " + e, e);
        }
    }

    private void run(ServerLaunch launch, Stop stop) throws IOException, ClusterStartException, InterruptedException {
        AtomicBoolean ready = new AtomicBoolean();
        try (ServerProcesses servers = ServerProcesses.start(launch, output(launch, ready))) {
            Supervisor supervisor = new Supervisor(servers, restartFailed, this::tell);
            servers.onExit(supervisor::ended);
            long start = System.nanoTime();
            Peer leader = servers.awaitReady(Duration.ofSeconds(readyTimeoutSeconds));
            ready.set(true);
            System.out.println("ready leader=" + leader.id() + " endpoints=" + PeerList.endpoints(launch.peers()));
            System.out.flush();
            tell(launch.peers().stream()
                    .map(peer -> peer.id() + " is pid " + servers.pid(peer.id()))
                    .collect(Collectors.joining(", ")));
            tell("ready after %.1f s; logs in %s; stop with Ctrl-C"
                    .formatted((System.nanoTime() - start) / 1e9, launch.logDirectory()));
            supervisor.watch(stop);
        }
    }

    /** Operations are shown as they happen (each line names its server), but nothing before the line that scripts wait for. */
    private @Nullable ServerOutput output(ServerLaunch launch, AtomicBoolean ready) {
        if (!launch.settings().frontEnd().printOperations()) {
            return null;
        }
        return (id, line) -> {
            if (ready.get()) {
                System.out.println(line);
            }
        };
    }

    private ServerLaunch launch(ServerSettings settings, Path directory) throws IOException {
        Optional<NodeLayout> earlier = NodeLayout.read(directory.resolve("n1"));
        String clusterId = earlier.map(NodeLayout::clusterId)
                .orElseGet(() -> "raftmark-" + UUID.randomUUID().toString().substring(0, 8));
        return new ServerLaunch(
                settings, clusterId, peers(settings, earlier, directory), directory, directory.resolve("logs"));
    }

    private List<Peer> peers(ServerSettings settings, Optional<NodeLayout> earlier, Path directory) {
        String host =
                settings.bindHost().equals("0.0.0.0") || settings.bindHost().equals("::")
                        ? ServerSettings.BIND_HOST
                        : settings.bindHost();
        if (basePort != null) {
            return PeerList.fromBasePort(nodes, host, basePort);
        }
        if (earlier.isPresent()) {
            List<Peer> peers = earlier.get().peers();
            if (peers.size() != nodes) {
                throw new UserError("data directory " + directory + " belongs to a cluster of " + peers.size()
                        + " nodes, not " + nodes + ". Give --nodes " + peers.size() + ", or another --data directory");
            }
            return peers;
        }
        return PeerList.onFreePorts(nodes, host);
    }

    private void warnOfMemory(Path directory) throws IOException {
        if (DataDirectories.fileSystemType(directory).equals("tmpfs")) {
            tell("note: " + directory + " is memory (tmpfs): nothing is durable there");
        }
    }

    private void tell(String line) {
        System.err.println("raftmark cluster: " + line);
    }

    /** The JVM of each server. */
    static final class JvmOptions {
        @Option(
                names = "--jvm",
                paramLabel = "JIT",
                defaultValue = "c1",
                description = "Compilers of the servers' JVMs: c1 (warm within seconds) or default. Default:"
                        + " ${DEFAULT-VALUE}.")
        private JvmArguments.Jit jit = JvmArguments.Jit.C1;

        @Option(
                names = "--heap",
                paramLabel = "SIZE",
                defaultValue = JvmArguments.HEAP,
                description = "Heap of each server. Default: ${DEFAULT-VALUE}.")
        private String heap = JvmArguments.HEAP;

        @Option(names = "--jvm-arg", paramLabel = "ARG", description = "Another argument of each JVM; may be repeated.")
        private List<String> more = List.of();

        List<String> arguments() {
            if (!heap.matches("[1-9][0-9]*[kKmMgG]?")) {
                throw new UserError("--heap '" + heap + "' is not a size such as 512m or 2g");
            }
            return Stream.concat(JvmArguments.of(jit, heap).stream(), more.stream())
                    .toList();
        }
    }
}

package raftmark.bench.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import raftmark.bench.process.NodeLayout;
import raftmark.bench.process.PeerList;
import raftmark.bench.process.PortCheck;
import raftmark.bench.process.ServerSettings;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.Peer;
import raftmark.server.Backends;
import raftmark.server.FrontEnd;
import raftmark.server.KvNode;

/** Runs one server in this JVM until it is told to stop. */
@Command(
        name = "serve",
        header = "Run one server.",
        description = "What 'cluster' starts three times, and what runs on separate machines.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:stopped by SIGTERM, SIGINT or the end of its parent",
            ExitCodes.FAILED_TEXT,
            ExitCodes.USAGE_TEXT
        })
public final class ServeCommand extends BaseCommand implements Callable<Integer> {
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(4);

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(names = "--id", required = true, paramLabel = "ID", description = "This server among the peers.")
    private String id = "";

    @Option(
            names = "--peers",
            required = true,
            paramLabel = "PEERS",
            description = "All servers, this one included, the same on each: n1=host:kvPort:raftPort,n2=…,n3=…")
    private String peers = "";

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "This server's own directory: log, vote, snapshots.")
    private Path data = Path.of("");

    @Option(
            names = "--cluster-id",
            paramLabel = "NAME",
            defaultValue = "raftmark",
            description = "Name of the Raft group, the same on each server. Default: ${DEFAULT-VALUE}.")
    private String clusterId = "";

    @Option(
            names = "--exit-with-parent",
            description =
                    "End when standard input ends, which is when the parent dies, and leave SIGINT to the parent.")
    private boolean exitWithParent;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Stop stop = new Stop().on("TERM").haltAfter(CLOSE_GRACE);
        if (exitWithParent) {
            stop.ignore("INT").onEndOf(System.in);
        } else {
            stop.on("INT");
        }
        ServerSettings settings = server.settings(List.of());
        NodeConfig config = config(settings);
        NodeLayout layout =
                new NodeLayout(settings.backend(), clusterId, config.self(), config.peers(), settings.limits());
        layout.requireMatches(data);
        PortCheck.requireFree(List.of(config.selfPeer()), settings.bindHost());
        try (FileChannel lock = lock(data)) {
            layout.write(data);
            serve(settings, config, stop);
        }
        return ExitCodes.OK;
    }

    private void serve(ServerSettings settings, NodeConfig config, Stop stop) throws IOException, InterruptedException {
        try (KvNode node = KvNode.start(
                        Backends.named(settings.backend()),
                        config,
                        settings.limits(),
                        settings.frontEnd().printOperations() ? System.out::println : null);
                FrontEnd frontEnd = FrontEnd.start(node, settings.frontEnd())) {
            Peer self = config.selfPeer();
            System.out.println("listening id=" + self.id() + " endpoint=" + self.kvEndpoint() + " raft="
                    + self.raftEndpoint() + " backend=" + settings.backend() + " bind=" + settings.bindHost());
            stop.await();
        }
    }

    private NodeConfig config(ServerSettings settings) {
        return new NodeConfig(
                clusterId,
                new NodeId(id),
                PeerList.parse(peers),
                NodeLayout.stateDirectory(data),
                settings.bindHost(),
                settings.electionTimeoutMin(),
                settings.electionTimeoutMax(),
                settings.backendOptions());
    }

    /** Keeps a second server off the directory for as long as the channel is open. */
    private static FileChannel lock(Path directory) throws IOException {
        Files.createDirectories(directory);
        FileChannel channel = FileChannel.open(
                directory.resolve("raftmark-node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new UserError("data directory " + directory
                    + " is in use by another server. Stop that one, or give another --data directory");
        }
        return channel;
    }
}

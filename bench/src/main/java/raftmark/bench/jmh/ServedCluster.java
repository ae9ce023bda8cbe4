package raftmark.bench.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import raftmark.kv.machine.Command;
import raftmark.kv.machine.CommandCodec;
import raftmark.kv.spi.Peer;
import raftmark.kv.spi.RaftNode;
import raftmark.server.EmbeddedCluster;
import raftmark.server.EmbeddedClusterConfig;
import raftmark.server.FrontEndConfig;
import raftmark.server.HandlerConfig;
import raftmark.server.HandlerExecutor;
import raftmark.server.HandlerStyle;

/** A three-node cluster inside a fork, on a data directory of its own that is deleted with it. */
final class ServedCluster implements AutoCloseable {
    private static final Duration LEADER_TIMEOUT = Duration.ofSeconds(30);
    /** Proposals at once while keys are put: below every library's own bound. */
    private static final int PRELOAD_IN_FLIGHT = 500;

    private final Path data;
    private final EmbeddedCluster cluster;
    private final Peer leader;

    private ServedCluster(Path data, EmbeddedCluster cluster, Peer leader) {
        this.data = data;
        this.cluster = cluster;
        this.leader = leader;
    }

    /** Starts the cluster and waits until it accepts writes. */
    static ServedCluster start(String backend, String handler, int serverThreads)
            throws IOException, TimeoutException, InterruptedException {
        HandlerStyle style = Arrays.stream(HandlerStyle.values())
                .filter(each -> each.name().equals(handler.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("handler '" + handler + "' is none: use blocking or async"));
        FrontEndConfig frontEnd =
                FrontEndConfig.defaults().withHandler(new HandlerConfig(style, HandlerExecutor.FIXED, serverThreads));
        Path data = Scratch.create("jmh-" + backend);
        EmbeddedCluster cluster;
        try {
            cluster = EmbeddedCluster.start(
                    EmbeddedClusterConfig.of(backend, data).withFrontEnd(frontEnd));
        } catch (IOException | RuntimeException e) {
            Scratch.delete(data);
            throw e;
        }
        try {
            return new ServedCluster(data, cluster, cluster.awaitLeader(LEADER_TIMEOUT));
        } catch (TimeoutException | InterruptedException | RuntimeException e) {
            cluster.close();
            Scratch.delete(data);
            throw e;
        }
    }

    /** Puts keys straight through the SPI, which takes a fraction of the time that clients would need. */
    void preload(int keys, IntFunction<String> name, int valueBytes) {
        RaftNode raft = cluster.node(leader.id()).raft();
        byte[] value = new byte[valueBytes];
        List<CompletableFuture<ByteBuffer>> submitted = new ArrayList<>();
        for (int key = 0; key < keys; key++) {
            submitted.add(raft.submit(CommandCodec.encode(new Command.Put(name.apply(key), value, null))));
            if (submitted.size() == PRELOAD_IN_FLIGHT || key == keys - 1) {
                submitted.forEach(CompletableFuture::join);
                submitted.clear();
            }
        }
    }

    /** Whom clients ask: {@code leader} or {@code any}. */
    List<String> endpoints(String target) {
        return switch (target) {
            case "leader" -> List.of(leader.kvEndpoint());
            case "any" -> cluster.endpoints();
            default -> throw new IllegalArgumentException("target '" + target + "' is none: use leader or any");
        };
    }

    @Override
    public void close() throws IOException {
        cluster.close();
        Scratch.delete(data);
    }
}

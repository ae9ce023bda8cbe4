package raftmark.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import raftmark.kv.spi.Peer;

/** What is left when a cluster is closed: nothing. */
interface CloseContract extends Contract {
    /** Threads of the JVM, of gRPC and of the test's own client, which live as long as the process. */
    List<Pattern> PROCESS_WIDE = Stream.of(
                    "^grpc-default-",
                    "^grpc-shared-",
                    "^grpc-timer",
                    "^ForkJoinPool.commonPool",
                    "^Common-Cleaner$",
                    "^Cleaner-",
                    "^process reaper",
                    "^globalEventExecutor",
                    "^ObjectCleanerThread",
                    "^Attach Listener",
                    "^C[12] CompilerThread")
            .map(Pattern::compile)
            .toList();

    /** Threads that the library keeps for the process. */
    List<Pattern> sharedThreads();

    /** First, while no other cluster runs beside it. */
    @Test
    @Order(1)
    default void aClosedClusterLeavesNoThreadAndNoPort() throws IOException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        List<Peer> peers;
        try (ContractCluster cluster = ContractCluster.start(config("closing"))) {
            peers = cluster.peers();
            cluster.at(cluster.followers().get(0)).put(WireCalls.put("close", "x"));
            cluster.snapshot(cluster.leader());
            cluster.stop(cluster.followers().get(1));
        }
        long deadline = System.nanoTime() + ContractCluster.PATIENCE.toNanos();
        Set<String> left = leftOver(before);
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            ContractCluster.pause();
            left = leftOver(before);
        }
        assertThat(left)
                .as("threads that still run %s after the cluster was closed", ContractCluster.PATIENCE)
                .isEmpty();
        for (Peer peer : peers) {
            assertFree(peer, "gRPC", peer.kvPort());
            assertFree(peer, "Raft", peer.raftPort());
        }
    }

    private Set<String> leftOver(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.isAlive())
                .map(Thread::getName)
                .filter(name -> Stream.concat(PROCESS_WIDE.stream(), sharedThreads().stream())
                        .noneMatch(pattern -> pattern.matcher(name).find()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void assertFree(Peer peer, String what, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new AssertionError("the " + what + " port " + port + " of " + peer.id() + " is still taken", e);
        }
    }
}

package raftmark.bench.cluster;

import java.io.IOException;
import java.util.List;
import raftmark.server.KvNode;

/**
 * A running cluster. Implementations are used by one thread, but {@link #close} may be called by another one while a call is
 * in progress.
 */
public interface Cluster extends AutoCloseable {
    /** {@code host:port} of every server. */
    List<String> endpoints();

    /**
     * The endpoint of the server that leads and accepts writes.
     *
     * @throws IOException if none does
     */
    String leaderEndpoint() throws IOException;

    /**
     * Counters of every server that can be reached, in the order of {@link #endpoints}.
     *
     * @throws IOException if a server cannot be reached
     */
    List<ServerSample> sample() throws IOException;

    /** The highest Raft term that a server knows; it grows with every election. 0 where there is no Raft. */
    long term() throws IOException;

    /**
     * The node behind an endpoint, where nodes live in this process.
     *
     * @throws IOException if they live elsewhere, or none of them is behind it
     */
    default KvNode node(String endpoint) throws IOException {
        throw new IOException(
                "the server at " + endpoint + " is not in this process: access spi needs cluster embedded");
    }

    /** Whether the servers share the load generator's process, so that their CPU time cannot be told apart. */
    boolean inThisProcess();

    /** What would explain a failure, such as the ends of the servers' logs; empty if there is nothing. */
    String diagnosis();

    /** Stops what {@code start} started; servers that run elsewhere stay. */
    @Override
    void close();
}

package raftmark.kv.spi;

import java.io.IOException;

/** A Raft library behind Raftmark's SPI. Implementations are stateless and are found by {@link java.util.ServiceLoader}. */
public interface RaftBackend {
    /** The backend's name on the command line and in results: lower case letters, digits and dashes. */
    String name();

    /** What the library can do, which options it takes, and what its thread pools are called. */
    Capabilities capabilities();

    /**
     * Starts one node on the data in {@link NodeConfig#dataDirectory()}, which is created if missing. Returns before a
     * leader is elected.
     *
     * @throws IOException if storage or the Raft port cannot be opened; nothing is left open then
     * @throws IllegalArgumentException if an option of {@code config} is unknown or malformed; the message lists the
     *     known ones
     */
    RaftNode start(NodeConfig config, ReplicatedStateMachine machine) throws IOException;
}

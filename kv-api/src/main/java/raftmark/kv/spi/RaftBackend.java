package raftmark.kv.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

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

    /**
     * Opens the library's log alone, under the settings that a node would have, for benchmarks of it. Empty if the library
     * does not expose its log, or keeps none.
     *
     * @param directory the log's alone, created if missing; nothing that a node has written
     * @param options backend options as given, unresolved
     * @throws IOException if the storage cannot be opened; nothing is left open then
     * @throws IllegalArgumentException if an option is unknown or malformed
     */
    default Optional<BackendLog> openLog(Path directory, Map<String, String> options) throws IOException {
        return Optional.empty();
    }
}

package raftmark.bench.process;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import raftmark.kv.machine.MachineLimits;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.Peer;

/**
 * What a node's data directory belongs to, kept in {@code raftmark-node.properties} beside the backend's files. A log
 * names its members by address and is replayed under the state machine's bounds: opened as another node, with another
 * backend, other addresses or other bounds it would fail late, or worse, not at all.
 *
 * @param backend name of the backend that wrote it
 * @param clusterId name of the Raft group
 * @param id the node
 * @param peers all members with their addresses
 * @param limits bounds of the state machine
 */
public record NodeLayout(String backend, String clusterId, NodeId id, List<Peer> peers, MachineLimits limits) {
    private static final String FILE = "raftmark-node.properties";

    public NodeLayout {
        peers = List.copyOf(peers);
    }

    /** Where the backend's own files lie within a node's directory. */
    public static Path stateDirectory(Path nodeDirectory) {
        return nodeDirectory.resolve("state");
    }

    /**
     * What the directory belongs to; empty if it was never used.
     *
     * @throws IllegalArgumentException if the note is there but unreadable, naming the file
     * @throws IOException if the file cannot be read
     */
    public static Optional<NodeLayout> read(Path nodeDirectory) throws IOException {
        Path file = nodeDirectory.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return Optional.of(new NodeLayout(
                    required(properties, "backend"),
                    required(properties, "cluster-id"),
                    new NodeId(required(properties, "id")),
                    PeerList.parse(required(properties, "peers")),
                    new MachineLimits(
                            Integer.parseInt(required(properties, "append-value-bytes-max")),
                            Integer.parseInt(required(properties, "sessions-max")),
                            Long.parseLong(required(properties, "session-reply-bytes-max")))));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    file + " is damaged: " + e.getMessage() + ". Give another --data directory", e);
        }
    }

    /**
     * Checks that the directory is unused or belongs to exactly this.
     *
     * @throws IllegalArgumentException naming the first field that differs, and the way out
     */
    public void requireMatches(Path nodeDirectory) {
        Optional<NodeLayout> found;
        try {
            found = read(nodeDirectory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (found.isEmpty()) {
            return;
        }
        NodeLayout there = found.get();
        check(nodeDirectory, "backend", there.backend, backend);
        check(nodeDirectory, "node", there.id, id);
        check(nodeDirectory, "peers", PeerList.format(there.peers), PeerList.format(peers));
        check(nodeDirectory, "cluster id", there.clusterId, clusterId);
        check(nodeDirectory, "limits", there.limits, limits);
    }

    private static void check(Path directory, String field, Object there, Object asked) {
        if (!there.equals(asked)) {
            throw new IllegalArgumentException("data directory " + directory + " belongs to " + field + " " + there
                    + ", not to " + asked + ". Give the same " + field + ", or another --data directory");
        }
    }

    /** Notes this in the directory, which is created if need be. A note is either whole or not there. */
    public void write(Path nodeDirectory) throws IOException {
        Files.createDirectories(nodeDirectory);
        Properties properties = new Properties();
        properties.setProperty("backend", backend);
        properties.setProperty("cluster-id", clusterId);
        properties.setProperty("id", id.value());
        properties.setProperty("peers", PeerList.format(peers));
        properties.setProperty("append-value-bytes-max", Integer.toString(limits.appendedValueBytesMax()));
        properties.setProperty("sessions-max", Integer.toString(limits.sessionsMax()));
        properties.setProperty("session-reply-bytes-max", Long.toString(limits.sessionReplyBytesMax()));
        Path draft = nodeDirectory.resolve(FILE + ".tmp");
        try (Writer writer = Files.newBufferedWriter(draft, StandardCharsets.UTF_8)) {
            properties.store(writer, "What the data beside this file belongs to. Written by raftmark serve");
        }
        Files.move(draft, nodeDirectory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String required(Properties properties, String key) {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException("'" + key + "' is missing");
        }
        return value;
    }
}

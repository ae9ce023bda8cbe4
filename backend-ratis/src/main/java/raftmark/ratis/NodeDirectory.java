package raftmark.ratis;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import java.util.UUID;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import raftmark.kv.spi.NodeConfig;

/**
 * The directory of one node, and the file in it that says whose it is. A node that lost its log must not start under its
 * old id, for it may have voted and acknowledged (Raft thesis, section 11.7.3), so a directory is formatted exactly
 * once: the file says whether that happened.
 */
final class NodeDirectory {
    private static final String IDENTITY_FILE = "raftmark-node.properties";
    private static final String META_FILE = "raft-meta";

    private final Path storage;
    private final Path group;
    private final String cluster;
    private final String node;

    NodeDirectory(NodeConfig config, UUID groupId) {
        this.storage = config.dataDirectory().resolve("ratis");
        this.group = storage.resolve(groupId.toString());
        this.cluster = config.clusterId();
        this.node = config.self().value();
    }

    /** What Ratis takes as its storage directory. */
    Path storage() {
        return storage;
    }

    /**
     * Creates the directory or checks that it is this node's, and says how Ratis is to open it.
     *
     * @throws IOException if it belongs to another cluster or node, or its log is gone
     */
    StartupOption open() throws IOException {
        Files.createDirectories(storage);
        Path identity = storage.resolve(IDENTITY_FILE);
        if (!Files.exists(identity)) {
            refuseForeignData();
            write(identity, false);
            return StartupOption.FORMAT;
        }
        Properties stored = new Properties();
        stored.load(new StringReader(Files.readString(identity)));
        check("cluster", cluster, stored.getProperty("cluster", ""));
        check("node", node, stored.getProperty("node", ""));
        if (Boolean.parseBoolean(stored.getProperty("formatted"))) {
            if (!Files.exists(group.resolve("current").resolve(META_FILE))) {
                throw new IOException("data directory " + storage + " held node " + node + " of cluster " + cluster
                        + ", but its log is gone (" + group + "). A node that lost its log must not come back under"
                        + " its id: restore the directory, or start a new cluster with an empty one");
            }
            return StartupOption.RECOVER;
        }
        return Files.isDirectory(group) ? StartupOption.RECOVER : StartupOption.FORMAT;
    }

    /** Notes that the log exists from now on; to be called once Ratis has opened it. */
    void markFormatted() throws IOException {
        write(storage.resolve(IDENTITY_FILE), true);
    }

    private void refuseForeignData() throws IOException {
        try (var entries = Files.newDirectoryStream(storage, Files::isDirectory)) {
            for (Path entry : entries) {
                throw new IOException("data directory " + storage + " holds " + entry.getFileName() + " but no "
                        + IDENTITY_FILE + ", so it is unknown whose it is: use an empty directory");
            }
        }
    }

    private void check(String what, String expected, String stored) throws IOException {
        if (!expected.equals(stored)) {
            throw new IOException("data directory " + storage + " belongs to " + what + " '" + stored + "', not to "
                    + what + " '" + expected + "': use another directory, or start it as what it is");
        }
    }

    private void write(Path file, boolean formatted) throws IOException {
        String text =
                "backend=ratis\ncluster=" + escape(cluster) + "\nnode=" + node + "\nformatted=" + formatted + "\n";
        Path temporary = storage.resolve(IDENTITY_FILE + ".tmp");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectory(storage);
    }

    /** Makes renames within a directory durable. */
    static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static String escape(String value) {
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }
}

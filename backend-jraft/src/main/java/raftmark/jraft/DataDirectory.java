package raftmark.jraft;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.Peer;

/**
 * A node's directory: {@code log}, {@code meta} (term and vote), {@code snapshot}, and {@code jraft-identity.properties}, which says whose they are.
 * Opening one that belongs to another cluster or node, or whose log went missing, is refused: JRaft itself would start an empty node on
 * it, which has forgotten its vote and may elect a second leader of the same term.
 */
record DataDirectory(Path root) {
    private static final String IDENTITY_FILE = "jraft-identity.properties";
    private static final String STATE = "state";
    private static final String CREATING = "creating";
    private static final String READY = "ready";
    /** The node has taken part in an election, so term and vote are on disk. */
    private static final String VOTED = "voted";

    private static final String VOTE_FILE = "raft_meta";

    /**
     * Checks the directory, and creates it if it is missing.
     *
     * @throws IOException if it belongs to someone else or is damaged; the message names the difference and the way out
     */
    static DataDirectory open(NodeConfig config) throws IOException {
        DataDirectory directory =
                new DataDirectory(config.dataDirectory().toAbsolutePath().normalize());
        Properties mine = identity(config);
        Path file = directory.root.resolve(IDENTITY_FILE);
        if (Files.exists(file)) {
            directory.check(read(file), mine);
        } else if (Files.exists(directory.log())
                || Files.exists(directory.meta())
                || Files.exists(directory.snapshot())) {
            throw new IOException("data directory " + directory.root + " has a log but no " + IDENTITY_FILE
                    + ", so nobody knows whose it is. Give node " + config.self() + " an empty directory");
        } else {
            Files.createDirectories(directory.root);
            mine.setProperty(STATE, CREATING);
            write(file, mine);
        }
        Files.createDirectories(directory.log());
        Files.createDirectories(directory.meta());
        Files.createDirectories(directory.snapshot());
        return directory;
    }

    /** Records that the log exists now, so that a later start refuses to do without it. */
    void markReady(NodeConfig config) throws IOException {
        if (CREATING.equals(state())) {
            mark(config, READY);
        }
    }

    /**
     * Records that term and vote are on disk, if they are, so that a later start refuses to do without them. Called when a leader
     * is known: JRaft writes the term before it leads or follows in it.
     */
    void markVoted(NodeConfig config) throws IOException {
        if (READY.equals(state()) && Files.exists(meta().resolve(VOTE_FILE))) {
            mark(config, VOTED);
        }
    }

    private String state() throws IOException {
        return read(root.resolve(IDENTITY_FILE)).getProperty(STATE, "");
    }

    private void mark(NodeConfig config, String state) throws IOException {
        Properties marked = identity(config);
        marked.setProperty(STATE, state);
        write(root.resolve(IDENTITY_FILE), marked);
    }

    Path log() {
        return root.resolve("log");
    }

    Path meta() {
        return root.resolve("meta");
    }

    Path snapshot() {
        return root.resolve("snapshot");
    }

    private void check(Properties stored, Properties mine) throws IOException {
        for (String key : mine.stringPropertyNames()) {
            if (!mine.getProperty(key).equals(stored.getProperty(key))) {
                throw new IOException("data directory " + root + " was written with " + key + "="
                        + stored.getProperty(key) + ", but this node starts with " + key + "=" + mine.getProperty(key)
                        + ". Start it as it was, or give it an empty directory");
            }
        }
        String state = stored.getProperty(STATE, "");
        if ((state.equals(READY) || state.equals(VOTED)) && !Files.exists(log().resolve("CURRENT"))) {
            throw lost("log");
        }
        if (state.equals(VOTED) && !Files.exists(meta().resolve(VOTE_FILE))) {
            throw lost("term and vote (" + meta().resolve(VOTE_FILE) + ")");
        }
    }

    private IOException lost(String what) {
        return new IOException("data directory " + root + " has lost its " + what
                + ". A member without it must not vote under its old name: restore the directory, or start a new"
                + " cluster on empty ones");
    }

    /** JRaft's log names members by address, so a change of addresses is a change of identity. */
    private static Properties identity(NodeConfig config) {
        Properties identity = new Properties();
        identity.setProperty("cluster", config.clusterId());
        identity.setProperty("node", config.self().value());
        StringBuilder members = new StringBuilder();
        for (Peer peer : config.peers()) {
            members.append(members.isEmpty() ? "" : ",")
                    .append(peer.id())
                    .append('=')
                    .append(peer.raftEndpoint());
        }
        identity.setProperty("members", members.toString());
        return identity;
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        }
        return properties;
    }

    private static void write(Path file, Properties properties) throws IOException {
        Path temporary = file.resolveSibling(IDENTITY_FILE + ".tmp");
        try (FileChannel channel = FileChannel.open(
                        temporary,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(channel)) {
            properties.store(out, "Whose Raft data this is. Written by Raftmark; do not edit.");
            out.flush();
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel parent = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            parent.force(true);
        }
    }
}

package raftmark.server;

import java.io.IOException;
import raftmark.kv.machine.KvStateMachine;
import raftmark.kv.machine.MachineLimits;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.RaftBackend;
import raftmark.kv.spi.RaftNode;

/** One node of a backend with its state machine, without any gRPC: it outlives the front ends that are built over it. */
public final class KvNode implements AutoCloseable {
    private final RaftBackend backend;
    private final NodeConfig config;
    private final MachineLimits limits;
    private final KvStateMachine machine;
    private final RaftNode raft;

    private KvNode(
            RaftBackend backend, NodeConfig config, MachineLimits limits, KvStateMachine machine, RaftNode raft) {
        this.backend = backend;
        this.config = config;
        this.limits = limits;
        this.machine = machine;
        this.raft = raft;
    }

    /**
     * Starts the node on the data of {@code config}; returns before a leader is elected.
     *
     * @throws IOException if storage or the Raft port cannot be opened
     * @throws IllegalArgumentException if a backend option is unknown or malformed
     */
    public static KvNode start(RaftBackend backend, NodeConfig config, MachineLimits limits) throws IOException {
        KvStateMachine machine = new KvStateMachine(limits);
        return new KvNode(backend, config, limits, machine, backend.start(config, machine));
    }

    public RaftBackend backend() {
        return backend;
    }

    public RaftNode raft() {
        return raft;
    }

    public KvStateMachine machine() {
        return machine;
    }

    public NodeConfig config() {
        return config;
    }

    public MachineLimits limits() {
        return limits;
    }

    /** Stops the backend's node; close the front end first. */
    @Override
    public void close() {
        raft.close();
    }
}

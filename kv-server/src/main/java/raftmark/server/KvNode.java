package raftmark.server;

import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import raftmark.kv.machine.KvStateMachine;
import raftmark.kv.machine.MachineLimits;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.RaftBackend;
import raftmark.kv.spi.RaftNode;
import raftmark.kv.spi.ReplicatedStateMachine;

/** One node of a backend with its state machine, without any gRPC: it outlives the front ends that are built over it. */
public final class KvNode implements AutoCloseable {
    private final RaftBackend backend;
    private final NodeConfig config;
    private final MachineLimits limits;
    private final KvStateMachine machine;
    private final RaftNode raft;
    private final boolean printsApplied;

    private KvNode(
            RaftBackend backend,
            NodeConfig config,
            MachineLimits limits,
            KvStateMachine machine,
            RaftNode raft,
            boolean printsApplied) {
        this.backend = backend;
        this.config = config;
        this.limits = limits;
        this.machine = machine;
        this.raft = raft;
        this.printsApplied = printsApplied;
    }

    /**
     * Starts the node on the data of {@code config}; returns before a leader is elected.
     *
     * @throws IOException if storage or the Raft port cannot be opened
     * @throws IllegalArgumentException if a backend option is unknown or malformed
     */
    public static KvNode start(RaftBackend backend, NodeConfig config, MachineLimits limits) throws IOException {
        return start(backend, config, limits, null);
    }

    /**
     * Like {@link #start(RaftBackend, NodeConfig, MachineLimits)}, and prints each write that this node applies, those that it
     * applies anew after a restart too. A rung of the cost ladder replicates nothing, so there the front end prints writes.
     *
     * @param appliedLines takes a line per write, on the library's apply thread; null for none, which costs nothing
     */
    public static KvNode start(
            RaftBackend backend, NodeConfig config, MachineLimits limits, @Nullable Consumer<String> appliedLines)
            throws IOException {
        KvStateMachine machine = new KvStateMachine(limits);
        ReplicatedStateMachine replicated = machine;
        if (appliedLines != null && backend.capabilities().replicated()) {
            replicated = new PrintingMachine(
                    machine, new OperationPrinter(config.self().value(), appliedLines));
        }
        RaftNode raft = backend.start(config, replicated);
        return new KvNode(backend, config, limits, machine, raft, replicated != machine);
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

    /** Whether writes are printed where they are applied, so that the front end need not. */
    boolean printsApplied() {
        return printsApplied;
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

package raftmark.bench.process;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.Peer;

/**
 * The servers of one cluster as processes of this machine, one JVM each. They end when this JVM ends, however it ends.
 * Safe for use by several threads.
 */
public final class ServerProcesses implements AutoCloseable {
    private static final Duration TERMINATION_TIMEOUT = Duration.ofSeconds(5);

    private final ServerLaunch launch;
    private final @Nullable ServerOutput output;
    private final List<Consumer<ServerExit>> exitListeners = new CopyOnWriteArrayList<>();

    /** The current process of each node; an ended one stays until it is restarted. Guarded by itself. */
    private final Map<NodeId, ServerProcess> processes = new LinkedHashMap<>();

    /** Guarded by {@link #processes}. */
    private boolean closed;

    private ServerProcesses(ServerLaunch launch, @Nullable ServerOutput output) {
        this.launch = launch;
        this.output = output;
    }

    /** Starts all servers; what they print goes to their log files only. See {@link #start(ServerLaunch, ServerOutput)}. */
    public static ServerProcesses start(ServerLaunch launch) throws IOException {
        return start(launch, null);
    }

    /**
     * Starts all servers and returns at once; {@link #awaitReady} waits for them.
     *
     * @param output also gets what servers print to standard output, unless null
     * @throws IllegalArgumentException if a data directory belongs to another cluster
     * @throws PortInUseException if a port is taken; nothing was started
     * @throws IOException if a process cannot be started; nothing was left behind
     */
    public static ServerProcesses start(ServerLaunch launch, @Nullable ServerOutput output) throws IOException {
        for (Peer peer : launch.peers()) {
            launch.layout(peer.id()).requireMatches(launch.nodeDirectory(peer.id()));
        }
        PortCheck.requireFree(launch.peers(), launch.settings().bindHost());
        ServerProcesses servers = new ServerProcesses(launch, output);
        try {
            for (Peer peer : launch.peers()) {
                servers.startNode(peer.id());
            }
            return servers;
        } catch (IOException | RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    private void startNode(NodeId id) throws IOException {
        ServerProcess process;
        synchronized (processes) {
            if (closed) {
                throw new IllegalStateException("the servers are closed");
            }
            process = ServerProcess.start(launch, id, output);
            processes.put(id, process);
        }
        process.onExit(() -> announce(id, process));
    }

    private void announce(NodeId id, ServerProcess process) {
        ServerExit exit = new ServerExit(id, process.pid(), process.exitCode(), process.endRequested());
        exitListeners.forEach(listener -> listener.accept(exit));
    }

    /** The servers, in the order of their ids. */
    public List<Peer> peers() {
        return launch.peers();
    }

    /** What was started. */
    public ServerLaunch launch() {
        return launch;
    }

    /**
     * Waits until a leader accepts writes and every server knows it.
     *
     * @return the leader
     * @throws ClusterStartException if a server ended, with the tail of its log, or if the time is over, with what each
     *     server says of itself
     */
    public Peer awaitReady(Duration timeout) throws ClusterStartException, InterruptedException {
        try (ReadinessProbe probe = new ReadinessProbe(launch.peers())) {
            return probe.await(timeout, this::requireAllAlive);
        }
    }

    private void requireAllAlive() throws ClusterStartException {
        for (Peer peer : launch.peers()) {
            ServerProcess process = process(peer.id());
            if (!process.isAlive()) {
                ServerExit exit = new ServerExit(peer.id(), process.pid(), process.exitCode(), process.endRequested());
                throw new ClusterStartException(
                        "server " + peer.id() + " (pid " + exit.pid() + ") ended with " + exit.reason()
                                + " before the cluster was ready. The end of its log, " + launch.logFile(peer.id())
                                + ":\n" + logTail(peer.id(), 15).indent(4).stripTrailing());
            }
        }
    }

    /** The process id of a node's current or last process. */
    public long pid(NodeId id) {
        return process(id).pid();
    }

    /** Whether a node's process runs. */
    public boolean isAlive(NodeId id) {
        return process(id).isAlive();
    }

    /** The last lines of a node's log. */
    public String logTail(NodeId id, int lines) {
        return ServerProcess.logTail(launch.logFile(id), lines);
    }

    /** Ends a node with SIGKILL and waits until it is gone. */
    public void kill(NodeId id) {
        ServerProcess process = process(id);
        process.kill();
        awaitAll(List.of(process), TERMINATION_TIMEOUT);
    }

    /**
     * Starts an ended node again on its own data and ports; one that still runs is killed first.
     *
     * @throws IOException if the process cannot be started
     */
    public void restart(NodeId id) throws IOException {
        kill(id);
        startNode(id);
    }

    /** Has the listener told of every process that ends from now on; it is called on a thread of the JVM's process reaper. */
    public void onExit(Consumer<ServerExit> listener) {
        exitListeners.add(listener);
    }

    /** Ends all servers: SIGTERM, and SIGKILL after five seconds. Returns when they are gone. */
    @Override
    public void close() {
        List<ServerProcess> all;
        synchronized (processes) {
            closed = true;
            all = List.copyOf(processes.values());
        }
        all.forEach(ServerProcess::terminate);
        awaitAll(all, TERMINATION_TIMEOUT);
        all.stream().filter(ServerProcess::isAlive).forEach(ServerProcess::kill);
        awaitAll(all, TERMINATION_TIMEOUT);
    }

    private ServerProcess process(NodeId id) {
        synchronized (processes) {
            ServerProcess process = processes.get(id);
            if (process == null) {
                throw new IllegalArgumentException("no server " + id + " among " + processes.keySet());
            }
            return process;
        }
    }

    /** Waits until all are gone or the time is over; an interrupt is kept for the caller and does not shorten the wait. */
    private static void awaitAll(List<ServerProcess> all, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean interrupted = false;
        for (ServerProcess process : all) {
            while (process.isAlive() && deadline - System.nanoTime() > 0) {
                try {
                    process.awaitExit(Math.min(deadline - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(100)));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package raftmark.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import raftmark.bench.record.LatencyRecorder;
import raftmark.bench.record.Unanswered;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.Operation;
import raftmark.kv.spi.ReadLevel;
import raftmark.server.KvNode;

/**
 * The closed loop without gRPC: {@link Cell#clients()} clients hand their commands straight to the leader's Raft node, encoded as the front
 * end encodes them, and each sends its next one when the last has been applied. What differs from {@link LoadDriver} is the
 * front end and the network, and nothing else: the same keys, values, recorder, event loops and pause after a failure.
 *
 * <p>Nothing can cancel an operation of the SPI, so one that never ends is out until its node is closed.
 */
public final class SpiLoad implements Load {
    private final Cell cell;
    private final KvNode node;
    private final LoadThreads threads;
    private final LatencyRecorder recorder;
    private final Commands commands;
    private final KeyChooser keys;
    private final OperationChooser operations;
    private final List<SpiClient> clients = new ArrayList<>();
    private final CountDownLatch clientsEnded;
    private final LongAdder bytesRead = new LongAdder();
    private volatile boolean stopping;

    private SpiLoad(Cell cell, KvNode node, LoadThreads threads, LatencyRecorder recorder, long seed) {
        this.cell = cell;
        this.node = node;
        this.threads = threads;
        this.recorder = recorder;
        this.commands = Commands.of(cell, seed);
        this.keys = new KeyChooser(cell.keys(), cell.keyCount());
        this.operations = new OperationChooser(cell.workload());
        this.clientsEnded = new CountDownLatch(cell.clients());
    }

    /**
     * Starts the load.
     *
     * @param leader node that takes the commands; it must live until the load is closed
     * @param recorder of everything that ends from now on
     * @param seed of keys and operations
     */
    public static SpiLoad start(Cell cell, KvNode leader, LoadThreads threads, LatencyRecorder recorder, long seed) {
        SpiLoad load = new SpiLoad(cell, leader, threads, recorder, seed);
        for (int client = 0; client < cell.clients(); client++) {
            load.clients.add(new SpiClient(load, client, load.loop(client), seed * 1_000_003 + client));
        }
        for (int client = 0; client < cell.clients(); client++) {
            load.loop(client).execute(load.clients.get(client));
        }
        return load;
    }

    /** As many event loops as the channels of a front end would use. */
    private Executor loop(int client) {
        return threads.loop(client % cell.channels());
    }

    @Override
    public LatencyRecorder recorder() {
        return recorder;
    }

    @Override
    public Unanswered unanswered(long windowStartNanos) {
        long now = System.nanoTime();
        long oldestNanos = 0;
        int throughoutWindow = 0;
        for (SpiClient client : clients) {
            long sentNanos = client.outstandingSinceNanos(now);
            oldestNanos = Math.max(oldestNanos, now - sentNanos);
            if (sentNanos - windowStartNanos < 0) {
                throughoutWindow++;
            }
        }
        return new Unanswered(throughoutWindow, oldestNanos);
    }

    @Override
    public void close() {
        stopping = true;
        try {
            if (!clientsEnded.await(LoadDriver.ANSWER_SECONDS_MAX + 5, TimeUnit.SECONDS)) {
                throw new IllegalStateException(clientsEnded.getCount() + " clients did not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isStopping() {
        return stopping;
    }

    void clientEnded() {
        clientsEnded.countDown();
    }

    /** Sends a client's next operation after the pause that follows a failure. */
    void later(SpiClient client) {
        threads.execute(client::backToItsLoop, ClosedLoop.PAUSE_AFTER_FAILURE_MILLIS);
    }

    Operation chooseOperation(FastRandom random) {
        return operations.next(random);
    }

    int chooseKey(FastRandom random) {
        return keys.next(random);
    }

    Commands commands() {
        return commands;
    }

    KvNode node() {
        return node;
    }

    ReadLevel readLevel() {
        return cell.readLevel();
    }

    /** The length of what is read, summed up, so that no compiler leaves the reading out. */
    long bytesRead() {
        return bytesRead.sum();
    }

    void read(String key) {
        byte[] value = node.machine().get(key);
        bytesRead.add(value == null ? 0 : value.length);
    }
}

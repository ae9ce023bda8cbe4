package raftmark.bench.load;

import com.google.protobuf.MessageLite;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import raftmark.bench.record.LatencyRecorder;
import raftmark.bench.record.Unanswered;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.Factor;
import raftmark.bench.spec.Loop;
import raftmark.bench.spec.Operation;

/**
 * Load until it is closed: {@link Cell#clients()} clients with one request outstanding at most, which send in a closed loop or
 * by the schedule of an open one. Requests that fail are recorded as failures and never sent again. A request without an
 * answer for {@value #ANSWER_SECONDS_MAX} s is cancelled.
 */
public final class LoadDriver implements Load {
    /** After so long a request is cancelled. */
    public static final long ANSWER_SECONDS_MAX = 10;

    private static final long WATCH_MILLIS = 500;

    private final Cell cell;
    private final LoadThreads threads;
    private final LatencyRecorder recorder;
    private final Requests requests;
    private final KeyChooser keys;
    private final OperationChooser operations;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<LoadClient> clients = new ArrayList<>();
    private final LoadLoop loop;
    private volatile boolean closed;

    private LoadDriver(Cell cell, List<String> endpoints, LoadThreads threads, LatencyRecorder recorder, long seed) {
        this.cell = cell;
        this.threads = threads;
        this.recorder = recorder;
        this.requests = Requests.of(cell, seed);
        this.keys = new KeyChooser(cell.keys(), cell.keyCount());
        this.operations = new OperationChooser(cell.workload());
        openClients(endpoints, seed);
        this.loop = cell.loop() instanceof Loop.Open open
                ? new OpenLoop(clients, threads, recorder, cell.targetRate().orElseThrow(), open.arrivals(), seed)
                : new ClosedLoop(clients, threads);
    }

    /**
     * Starts the load.
     *
     * @param cell its rate, if it has one, must be absolute
     * @param endpoints the servers to ask, {@code host:port}; each request goes to one of them at random
     * @param recorder of everything that ends from now on
     * @param seed of keys, operations and servers, and of the schedule
     * @throws IllegalArgumentException if its rate is a share of a capacity
     */
    public static LoadDriver start(
            Cell cell, List<String> endpoints, LoadThreads threads, LatencyRecorder recorder, long seed) {
        if (cell.needsCapacity()) {
            throw new IllegalArgumentException(
                    "target_rate " + cell.level(Factor.TARGET_RATE) + " must be made a rate before it can be sent");
        }
        LoadDriver driver = new LoadDriver(cell, endpoints, threads, recorder, seed);
        driver.loop.start();
        threads.execute(driver::watch, WATCH_MILLIS);
        return driver;
    }

    @Override
    public Unanswered unanswered(long windowStartNanos) {
        long now = System.nanoTime();
        long oldestNanos = loop.behindNanos();
        int throughoutWindow = 0;
        for (LoadClient client : clients) {
            oldestNanos = Math.max(oldestNanos, now - client.intendedNanos(now));
            if (client.sentNanos(now) - windowStartNanos < 0) {
                throughoutWindow++;
            }
        }
        return new Unanswered(throughoutWindow, oldestNanos);
    }

    @Override
    public long scheduledBefore(long nanos) {
        return loop.scheduledBefore(nanos);
    }

    @Override
    public boolean awaitsAnswersDueBefore(long nanos) {
        // In this order: a request that is not to be sent any more is with a client.
        return loop.isToSendDueBefore(nanos)
                || clients.stream().anyMatch(client -> client.intendedNanos(nanos) - nanos < 0);
    }

    @Override
    public long behindNanos() {
        return loop.behindNanos();
    }

    @Override
    public boolean sendsInRealTime() {
        return loop.sendsInRealTime();
    }

    @Override
    public long waitedForClient() {
        return loop.waitedForClient();
    }

    @Override
    public void close() {
        loop.stop();
        try {
            long out = loop.awaitEnd(TimeUnit.SECONDS.toMillis(ANSWER_SECONDS_MAX + 5));
            channels.forEach(ManagedChannel::shutdownNow);
            for (ManagedChannel channel : channels) {
                channel.awaitTermination(2, TimeUnit.SECONDS);
            }
            if (out > 0) {
                throw new IllegalStateException(out + " clients did not end");
            }
        } catch (InterruptedException interrupted) {
            channels.forEach(ManagedChannel::shutdownNow);
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
        }
    }

    @Override
    public LatencyRecorder recorder() {
        return recorder;
    }

    Operation chooseOperation(FastRandom random) {
        return operations.next(random);
    }

    MessageLite request(Operation operation, int client, FastRandom random) {
        return requests.get(operation, keys.next(random), client);
    }

    void ended(LoadClient client, boolean succeeded) {
        loop.ended(client, succeeded);
    }

    private void openClients(List<String> endpoints, long seed) {
        Channel[][] byChannel = new Channel[cell.channels()][endpoints.size()];
        for (int channel = 0; channel < cell.channels(); channel++) {
            for (int endpoint = 0; endpoint < endpoints.size(); endpoint++) {
                ManagedChannel opened = threads.open(endpoints.get(endpoint));
                channels.add(opened);
                byChannel[channel][endpoint] = opened;
            }
        }
        for (int client = 0; client < cell.clients(); client++) {
            clients.add(new LoadClient(this, client, byChannel[client % cell.channels()], seed * 1_000_003 + client));
        }
    }

    private void watch() {
        long sentBeforeNanos = System.nanoTime() - TimeUnit.SECONDS.toNanos(ANSWER_SECONDS_MAX);
        clients.forEach(client -> client.cancelIfOlderThan(sentBeforeNanos));
        if (!closed) {
            threads.execute(this::watch, WATCH_MILLIS);
        }
    }
}

package raftmark.bench.load;

import com.google.protobuf.MessageLite;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import raftmark.bench.record.LatencyRecorder;
import raftmark.bench.record.Unanswered;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.Operation;

/**
 * Closed-loop load: {@link Cell#clients()} clients, each with one request outstanding, until it is closed. Requests that fail are
 * recorded as failures and never sent again; the client then pauses for {@value #PAUSE_AFTER_FAILURE_MILLIS} ms, so
 * that a cluster that refuses at once is not hammered. A request without an answer for {@value #ANSWER_SECONDS_MAX} s is
 * cancelled.
 */
public final class LoadDriver implements Load {
    static final long PAUSE_AFTER_FAILURE_MILLIS = 10;
    static final long ANSWER_SECONDS_MAX = 10;
    private static final long WATCH_MILLIS = 500;

    private final Cell cell;
    private final LoadThreads threads;
    private final LatencyRecorder recorder;
    private final Requests requests;
    private final KeyChooser keys;
    private final OperationChooser operations;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<LoadClient> clients = new ArrayList<>();
    private final CountDownLatch clientsEnded;
    private volatile boolean stopping;

    private LoadDriver(Cell cell, LoadThreads threads, LatencyRecorder recorder, long seed) {
        this.cell = cell;
        this.threads = threads;
        this.recorder = recorder;
        this.requests = Requests.of(cell, seed);
        this.keys = new KeyChooser(cell.keys(), cell.keyCount());
        this.operations = new OperationChooser(cell.workload());
        this.clientsEnded = new CountDownLatch(cell.clients());
    }

    /**
     * Starts the load.
     *
     * @param endpoints the servers to ask, {@code host:port}; each request goes to one of them at random
     * @param recorder of everything that ends from now on
     * @param seed of keys, operations and servers
     */
    public static LoadDriver start(
            Cell cell, List<String> endpoints, LoadThreads threads, LatencyRecorder recorder, long seed) {
        LoadDriver driver = new LoadDriver(cell, threads, recorder, seed);
        driver.openClients(endpoints, seed);
        driver.clients.forEach(LoadClient::next);
        threads.execute(driver::watch, WATCH_MILLIS);
        return driver;
    }

    @Override
    public Unanswered unanswered(long windowStartNanos) {
        long now = System.nanoTime();
        long oldestNanos = 0;
        int throughoutWindow = 0;
        for (LoadClient client : clients) {
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
            boolean ended = clientsEnded.await(ANSWER_SECONDS_MAX + 5, TimeUnit.SECONDS);
            channels.forEach(ManagedChannel::shutdownNow);
            for (ManagedChannel channel : channels) {
                channel.awaitTermination(2, TimeUnit.SECONDS);
            }
            if (!ended) {
                throw new IllegalStateException(clientsEnded.getCount() + " clients did not end");
            }
        } catch (InterruptedException interrupted) {
            channels.forEach(ManagedChannel::shutdownNow);
            Thread.currentThread().interrupt();
        }
    }

    boolean isStopping() {
        return stopping;
    }

    void clientEnded() {
        clientsEnded.countDown();
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

    void nextAfterFailure(LoadClient client) {
        threads.execute(client::next, PAUSE_AFTER_FAILURE_MILLIS);
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
        if (clientsEnded.getCount() > 0) {
            threads.execute(this::watch, WATCH_MILLIS);
        }
    }
}

package raftmark.bench.lab;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import raftmark.kv.client.Channels;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.v1.KeyValueGrpc.KeyValueBlockingStub;
import raftmark.kv.wire.Outcome;

/**
 * The lab's client: threads that send one operation after the other, each to a random one of the servers, and wait for its
 * response. Nothing is retried, so that what is printed is what happened.
 */
public final class LabClient {
    private final LabConfig config;
    private final Consumer<String> output;

    /** @param output takes one line per operation; called by several threads */
    public LabClient(LabConfig config, Consumer<String> output) {
        this.config = config;
        this.output = output;
    }

    /**
     * Runs all clients to their end.
     *
     * @throws InterruptedException if the caller was interrupted; the clients have ended then
     */
    public LabSummary run() throws InterruptedException {
        List<ManagedChannel> channels = new ArrayList<>();
        try {
            for (String endpoint : config.endpoints()) {
                channels.add(Channels.open(endpoint));
            }
            return run(channels.stream().map(KeyValueGrpc::newBlockingStub).toList());
        } finally {
            Channels.close(channels);
        }
    }

    private LabSummary run(List<KeyValueBlockingStub> servers) throws InterruptedException {
        SplittableRandom seeds = new SplittableRandom(config.seed());
        AtomicReference<Throwable> bug = new AtomicReference<>();
        List<LabRecorder> recorders = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int client = 1; client <= config.clients(); client++) {
            LabRecorder recorder = new LabRecorder();
            recorders.add(recorder);
            SplittableRandom random = seeds.split();
            int number = client;
            Thread thread = new Thread(() -> runClient(number, random, servers, recorder), "lab-client-" + client);
            thread.setUncaughtExceptionHandler((failed, error) -> bug.compareAndSet(null, error));
            threads.add(thread);
        }
        long start = System.nanoTime();
        threads.forEach(Thread::start);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            for (Thread thread : threads) {
                thread.join();
            }
            throw e;
        }
        if (bug.get() != null) {
            throw new IllegalStateException("a client failed: " + bug.get(), bug.get());
        }
        return LabSummary.of(config, recorders, System.nanoTime() - start);
    }

    private void runClient(
            int client, SplittableRandom random, List<KeyValueBlockingStub> servers, LabRecorder recorder) {
        LabOperation[] operations = LabOperation.values();
        for (int request = 0; request < config.requestsPerClient(); request++) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            LabOperation operation = operations[random.nextInt(operations.length)];
            int server = random.nextInt(servers.size());
            runOne(client, operation, config.endpoints().get(server), servers.get(server), recorder);
        }
    }

    private void runOne(
            int client, LabOperation operation, String endpoint, KeyValueBlockingStub server, LabRecorder recorder) {
        long start = System.nanoTime();
        String result;
        try {
            result = operation.send(server, client, config.timeout().toNanos());
            recorder.succeeded(operation, System.nanoTime() - start);
        } catch (StatusRuntimeException e) {
            Outcome outcome = Outcome.of(e.getTrailers());
            recorder.failed(outcome);
            result = "failed, outcome " + outcome.trailer() + ": "
                    + e.getStatus().getCode() + " " + e.getStatus().getDescription();
        }
        output.accept(String.format(
                Locale.ROOT,
                "client %d -> %s: %s = %s  (%.1f ms)",
                client,
                endpoint,
                operation.input(client),
                result,
                (System.nanoTime() - start) / 1e6));
    }
}

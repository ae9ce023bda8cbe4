package raftmark.bench.load;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Each client sends when its last request has ended; after a failure it pauses for {@value #PAUSE_AFTER_FAILURE_MILLIS} ms, so
 * that a cluster that refuses at once is not hammered.
 */
final class ClosedLoop implements LoadLoop {
    static final long PAUSE_AFTER_FAILURE_MILLIS = 10;

    private final List<LoadClient> clients;
    private final LoadThreads threads;
    private final CountDownLatch clientsEnded;
    private volatile boolean stopping;

    ClosedLoop(List<LoadClient> clients, LoadThreads threads) {
        this.clients = clients;
        this.threads = threads;
        this.clientsEnded = new CountDownLatch(clients.size());
    }

    @Override
    public void start() {
        clients.forEach(this::next);
    }

    @Override
    public void ended(LoadClient client, boolean succeeded) {
        if (succeeded) {
            next(client);
        } else {
            threads.execute(() -> next(client), PAUSE_AFTER_FAILURE_MILLIS);
        }
    }

    @Override
    public void stop() {
        stopping = true;
    }

    @Override
    public long awaitEnd(long timeoutMillis) throws InterruptedException {
        return clientsEnded.await(timeoutMillis, TimeUnit.MILLISECONDS) ? 0 : clientsEnded.getCount();
    }

    @Override
    public long scheduledBefore(long nanos) {
        return 0;
    }

    @Override
    public boolean isToSendDueBefore(long nanos) {
        return false;
    }

    @Override
    public long behindNanos() {
        return 0;
    }

    @Override
    public boolean sendsInRealTime() {
        return false;
    }

    @Override
    public long waitedForClient() {
        return 0;
    }

    private void next(LoadClient client) {
        if (stopping) {
            clientsEnded.countDown();
        } else {
            client.send(System.nanoTime());
        }
    }
}

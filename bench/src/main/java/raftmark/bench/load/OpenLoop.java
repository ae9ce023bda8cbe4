package raftmark.bench.load;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import raftmark.bench.record.LatencyRecorder;
import raftmark.bench.spec.Arrivals;

/**
 * Requests are sent by a schedule, from one thread of its own, whatever is still out. A request that is due while every client
 * has one out waits for the first that ends: it is sent late and never left out, and so are those behind it. The clock of its
 * response time starts at the intended moment all the same, so no stall of the servers hides the requests that it delayed.
 *
 * <p>The thread is one of its own because timers of event loops are as coarse as a millisecond, and because an event loop that
 * is busy with answers would send late. It has real-time priority where the system allows it ({@link RealTimePriority}), or it
 * would wait for a core behind the servers that it shares them with.
 */
final class OpenLoop implements LoadLoop {
    private final BlockingQueue<LoadClient> idle;
    private final int clientCount;
    private final LoadThreads threads;
    private final LatencyRecorder recorder;
    private final Schedule schedule;
    private final ScheduledCount scheduled;
    private final Thread sender = new Thread(this::sendBySchedule, LoadThreads.NAME_PREFIX + "sender");
    private volatile boolean inRealTime;
    private volatile long dueNanos;
    private volatile long waitedForClient;
    private volatile boolean stopping;
    private volatile @Nullable RuntimeException failure;

    /**
     * The schedule begins now.
     *
     * @param clients those that may have a request out, one each
     * @param recorder of how late requests are sent
     * @param operationsPerSecond mean rate of arrivals
     */
    OpenLoop(
            List<LoadClient> clients,
            LoadThreads threads,
            LatencyRecorder recorder,
            double operationsPerSecond,
            Arrivals arrivals,
            long seed) {
        this.idle = new ArrayBlockingQueue<>(clients.size(), false, clients);
        this.clientCount = clients.size();
        this.threads = threads;
        this.recorder = recorder;
        long startNanos = System.nanoTime();
        this.schedule = new Schedule(operationsPerSecond, arrivals, seed, startNanos);
        this.scheduled = new ScheduledCount(new Schedule(operationsPerSecond, arrivals, seed, startNanos));
        this.dueNanos = startNanos;
        sender.setDaemon(true);
    }

    @Override
    public void start() {
        threads.add(sender);
        sender.start();
    }

    @Override
    public boolean sendsInRealTime() {
        return inRealTime;
    }

    @Override
    public void ended(LoadClient client, boolean succeeded) {
        idle.add(client);
    }

    @Override
    public void stop() {
        stopping = true;
        sender.interrupt();
    }

    @Override
    public long awaitEnd(long timeoutMillis) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        try {
            sender.join(timeoutMillis);
        } finally {
            threads.remove(sender);
        }
        RuntimeException failed = failure;
        if (failed != null) {
            throw new IllegalStateException("the sender of the open loop failed: " + failed, failed);
        }
        long out = clientCount;
        while (out > 0 && idle.poll(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS) != null) {
            out--;
        }
        return out;
    }

    @Override
    public long scheduledBefore(long nanos) {
        return scheduled.before(nanos);
    }

    @Override
    public boolean isToSendDueBefore(long nanos) {
        return dueNanos - nanos < 0;
    }

    @Override
    public long behindNanos() {
        return Math.max(0, System.nanoTime() - dueNanos);
    }

    @Override
    public long waitedForClient() {
        return waitedForClient;
    }

    private void sendBySchedule() {
        long waitEndedNanos = dueNanos;
        try {
            // What becomes due meanwhile is sent late, which the first moments of a load are for.
            inRealTime = RealTimePriority.giveToThisThread();
            while (!stopping) {
                long intendedNanos = schedule.next();
                dueNanos = intendedNanos;
                PreciseWait.until(intendedNanos, inRealTime);
                LoadClient client = idle.poll();
                if (client == null) {
                    client = idleAtLast();
                    waitEndedNanos = client.endedNanos();
                }
                if (!stopping) {
                    // Waiting for a client is what the servers' slowness costs, with all that became due meanwhile; it
                    // is in the response time. The rest of the delay is ours.
                    long possibleNanos = waitEndedNanos - intendedNanos > 0 ? waitEndedNanos : intendedNanos;
                    recorder.sendLag(client.send(intendedNanos) - possibleNanos);
                } else {
                    idle.add(client);
                }
            }
        } catch (InterruptedException stopped) {
            // Told to end while all clients were busy: they come back by themselves.
        } catch (RuntimeException failed) {
            failure = failed;
        }
    }

    private LoadClient idleAtLast() throws InterruptedException {
        // Only this thread counts.
        long waited = waitedForClient + 1;
        waitedForClient = waited;
        return idle.take();
    }
}

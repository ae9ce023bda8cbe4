package raftmark.kv.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import raftmark.kv.v1.KeyValueGrpc;

/** Sends one request until it is answered, must not be sent again, or its time is over. Thread-safe. */
final class Caller {
    private static final long PAUSE_FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long PAUSE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(500);
    /** Redirects in a row that are followed at once; servers that name each other are asked at the pace of failures. */
    private static final int REDIRECTS_AT_ONCE_MAX = 2;

    private final Servers servers;
    private final Duration deadline;
    private final Duration timeout;
    private final Pacing pacing;
    private final RandomGenerator random;
    private final CountDownLatch closed;

    Caller(
            Servers servers,
            Duration deadline,
            Duration timeout,
            Pacing pacing,
            RandomGenerator random,
            CountDownLatch closed) {
        this.servers = servers;
        this.deadline = deadline;
        this.timeout = timeout;
        this.pacing = pacing;
        this.random = random;
        this.closed = closed;
    }

    /** How a request may be treated. */
    enum Kind {
        /** No effect: may always be sent again. */
        READ,
        /** Carries a request id: may always be sent again. */
        IDENTIFIED_WRITE,
        /** May be sent again only where it was refused. */
        PLAIN_WRITE
    }

    /** The time that a call which starts now must not pass. */
    long callDeadlineNanos() {
        return pacing.nanoTime() + timeout.toNanos();
    }

    /** @throws KvClientException if the request failed for good */
    <T> T call(String what, Kind kind, long callDeadlineNanos, Function<KeyValueGrpc.KeyValueBlockingStub, T> method) {
        CallProgress progress = new CallProgress(what, kind);
        while (true) {
            String endpoint = servers.current();
            long left = callDeadlineNanos - pacing.nanoTime();
            if (closed.getCount() == 0) {
                throw progress.stopped(Status.CANCELLED, endpoint, "the client is closed");
            }
            if (left <= 0) {
                throw progress.stopped(
                        Status.DEADLINE_EXCEEDED, endpoint, "the timeout of " + timeout.toMillis() + " ms is over");
            }
            Transmission transmission = new Transmission();
            try {
                return method.apply(servers.stub(endpoint)
                        .withInterceptors(transmission)
                        .withDeadlineAfter(Math.min(left, deadline.toNanos()), TimeUnit.NANOSECONDS));
            } catch (StatusRuntimeException e) {
                progress.failed(e, endpoint, transmission.begun());
                if (!progress.mayGoOn()) {
                    throw progress.gaveUp(e);
                }
                boolean atOnce = move(endpoint, e, progress);
                if (!atOnce) {
                    pause(progress, endpoint, callDeadlineNanos);
                }
            }
        }
    }

    /** Chooses the server to ask next; true if it may be asked at once. */
    private boolean move(String endpoint, StatusRuntimeException failure, CallProgress progress) {
        switch (Failures.remedy(failure)) {
            case REDIRECT -> {
                if (servers.follow(Failures.leader(failure).orElseThrow())) {
                    return progress.countRedirect() <= REDIRECTS_AT_ONCE_MAX;
                }
                servers.leave(endpoint);
            }
            case ROTATE -> servers.leave(endpoint);
            case WAIT, GIVE_UP -> {}
        }
        progress.noRedirect();
        return false;
    }

    /** Waits between half and all of a time that doubles with every pause, up to half a second. */
    private void pause(CallProgress progress, String endpoint, long callDeadlineNanos) {
        long full = Math.min(PAUSE_NANOS_MAX, PAUSE_FIRST_NANOS << Math.min(progress.countPause(), 16));
        long nanos = full / 2 + random.nextLong(full / 2 + 1);
        try {
            pacing.pause(Math.min(nanos, Math.max(0, callDeadlineNanos - pacing.nanoTime())), closed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw progress.stopped(Status.CANCELLED, endpoint, "the thread was interrupted");
        }
    }
}

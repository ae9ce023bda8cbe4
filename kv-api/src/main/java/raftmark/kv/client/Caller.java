package raftmark.kv.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.wire.Outcome;

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
        Progress progress = new Progress(what, kind);
        while (true) {
            String endpoint = servers.current();
            progress.endpoint = endpoint;
            long left = callDeadlineNanos - pacing.nanoTime();
            if (left <= 0 || closed.getCount() == 0) {
                throw progress.failure(closed.getCount() == 0 ? "the client is closed" : timeIsOver());
            }
            try {
                progress.attempts++;
                return method.apply(servers.stub(endpoint)
                        .withDeadlineAfter(Math.min(left, deadline.toNanos()), TimeUnit.NANOSECONDS));
            } catch (StatusRuntimeException e) {
                progress.failed(e);
                if (!progress.mayGoOn()) {
                    throw progress.failure("");
                }
                boolean atOnce = move(endpoint, e, progress);
                if (!atOnce) {
                    pause(progress, callDeadlineNanos);
                }
            }
        }
    }

    private String timeIsOver() {
        return "the timeout of " + timeout.toMillis() + " ms is over";
    }

    /** Chooses the server to ask next; true if it may be asked at once. */
    private boolean move(String endpoint, StatusRuntimeException failure, Progress progress) {
        switch (Failures.remedy(failure)) {
            case REDIRECT -> {
                servers.follow(Failures.leader(failure).orElseThrow());
                return ++progress.redirectsInRow <= REDIRECTS_AT_ONCE_MAX;
            }
            case ROTATE -> servers.leave(endpoint);
            case WAIT, GIVE_UP -> {}
        }
        progress.redirectsInRow = 0;
        return false;
    }

    /** Waits between half and all of a time that doubles with every pause, up to half a second. */
    private void pause(Progress progress, long callDeadlineNanos) {
        long full = Math.min(PAUSE_NANOS_MAX, PAUSE_FIRST_NANOS << Math.min(progress.pauses++, 16));
        long nanos = full / 2 + random.nextLong(full / 2 + 1);
        try {
            pacing.pause(Math.min(nanos, Math.max(0, callDeadlineNanos - pacing.nanoTime())), closed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw progress.failure("the thread was interrupted");
        }
    }

    /** One call's attempts so far. */
    private static final class Progress {
        final String what;
        final Kind kind;
        String endpoint = "";
        int attempts;
        int pauses;
        int redirectsInRow;
        boolean anyUnknown;

        @Nullable
        StatusRuntimeException last;

        Progress(String what, Kind kind) {
            this.what = what;
            this.kind = kind;
        }

        void failed(StatusRuntimeException failure) {
            last = failure;
            anyUnknown |= Failures.outcome(failure) == Outcome.UNKNOWN;
        }

        boolean mayGoOn() {
            return last != null
                    && Failures.remedy(last) != Failures.Remedy.GIVE_UP
                    && !Thread.currentThread().isInterrupted()
                    && (kind != Kind.PLAIN_WRITE || !anyUnknown);
        }

        Outcome outcome() {
            // The machine's own verdict on this request id settles what an earlier attempt left open.
            boolean settled = last != null && last.getStatus().getCode() == Status.Code.OUT_OF_RANGE;
            return anyUnknown && kind != Kind.READ && !settled ? Outcome.UNKNOWN : Outcome.REFUSED;
        }

        KvClientException failure(String why) {
            Status status = last == null ? Status.DEADLINE_EXCEEDED : last.getStatus();
            String detail = why.isEmpty() ? "" : ", " + why;
            return new KvClientException(
                    what + " failed at " + endpoint + ": " + Failures.describe(status) + " after " + attempts
                            + (attempts == 1 ? " attempt" : " attempts") + detail + ". Outcome "
                            + outcome().trailer() + ": "
                            + Failures.advice(status.getCode(), outcome(), kind == Kind.READ),
                    outcome(),
                    status.getCode(),
                    last);
        }
    }
}

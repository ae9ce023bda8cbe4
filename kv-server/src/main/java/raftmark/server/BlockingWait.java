package raftmark.server;

import io.grpc.Context;
import io.grpc.Deadline;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** How a handler thread waits in blocking style: until the work is done, the call's deadline, or its client's leaving. */
final class BlockingWait {
    /** For calls without a deadline: no handler thread is held for longer. */
    static final long WAIT_SECONDS_MAX = 30;

    private final long waitMillisMax;

    /** @param waitMillisMax how long a call without a deadline may hold its handler */
    BlockingWait(long waitMillisMax) {
        this.waitMillisMax = waitMillisMax;
    }

    /** Waits, then finishes on the calling thread. Answers itself where the wait ended before the work. */
    <T> void forResult(
            CompletableFuture<T> work, Exchange<?, ?> exchange, BiConsumer<@Nullable T, @Nullable Throwable> finish) {
        Operation operation = exchange.operation();
        try {
            finish.accept(get(work, exchange.context()), null);
        } catch (ExecutionException e) {
            finish.accept(null, e.getCause());
        } catch (CancellationException e) {
            exchange.fail(Failure.deadline(operation, "the call's deadline passed, or its client left"));
        } catch (TimeoutException e) {
            exchange.fail(Failure.lost(operation, "no answer from the backend within " + waitMillisMax + " ms"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.fail(Failure.lost(operation, "the server is shutting down"));
        }
    }

    private <T> T get(CompletableFuture<T> work, Context context)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (work.isDone()) {
            return work.get();
        }
        // A copy, because the call's end must not cancel the work: it counts as in flight until it completes.
        CompletableFuture<T> waited = work.copy();
        Context.CancellationListener left = ended -> waited.cancel(false);
        context.addListener(left, Runnable::run);
        try {
            Deadline deadline = context.getDeadline();
            long waitNanos = TimeUnit.MILLISECONDS.toNanos(waitMillisMax);
            if (deadline != null) {
                waitNanos = Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS));
            }
            return waited.get(waitNanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (context.getDeadline() != null) {
                throw new CancellationException();
            }
            throw e;
        } finally {
            context.removeListener(left);
        }
    }
}

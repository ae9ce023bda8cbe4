package raftmark.server;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The handler executor, the pool under test. A fixed pool has all its threads from the start; its queue holds what clients have
 * outstanding, and no more.
 */
final class HandlerPool implements AutoCloseable {
    static final String NAME = "handler";

    private static final long IDLE_SECONDS_MAX = 60;
    private static final long CLOSE_SECONDS_MAX = 2;

    /** Live virtual threads; platform threads are counted by name. */
    private final AtomicInteger virtualThreads = new AtomicInteger();

    private final @Nullable ExecutorService pool;
    private final MeasuredExecutor executor;

    /** @throws IllegalArgumentException if virtual threads are asked for on a JDK without them */
    HandlerPool(HandlerConfig config) {
        pool = pool(config);
        executor = new MeasuredExecutor(executor(config, pool));
    }

    private static @Nullable ExecutorService pool(HandlerConfig config) {
        return switch (config.executor()) {
            case DIRECT -> null;
            case FIXED -> {
                ThreadPoolExecutor fixed = new ThreadPoolExecutor(
                        config.serverThreads(),
                        config.serverThreads(),
                        0,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        new NamedThreads(NAME));
                fixed.prestartAllCoreThreads();
                yield fixed;
            }
            case CACHED ->
                new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        IDLE_SECONDS_MAX,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        new NamedThreads(NAME));
            case VIRTUAL -> VirtualThreads.executor(NAME);
        };
    }

    private Executor executor(HandlerConfig config, @Nullable ExecutorService threads) {
        if (threads == null) {
            return Runnable::run;
        }
        return config.executor() == HandlerExecutor.VIRTUAL
                ? task -> threads.execute(() -> countedAsVirtual(task))
                : threads;
    }

    private void countedAsVirtual(Runnable task) {
        virtualThreads.incrementAndGet();
        try {
            task.run();
        } finally {
            virtualThreads.decrementAndGet();
        }
    }

    Executor executor() {
        return executor;
    }

    /** Time for which requests held a handler, see {@link MeasuredExecutor}. */
    double busySeconds() {
        return executor.busySeconds();
    }

    /** Live virtual handler threads; 0 for every other kind, whose threads are counted by name. */
    int virtualThreads() {
        return virtualThreads.get();
    }

    /** Ends the threads; those that still wait are interrupted. Bounded. */
    @Override
    public void close() throws InterruptedException {
        close(pool);
    }

    static void close(@Nullable ExecutorService pool) throws InterruptedException {
        if (pool == null) {
            return;
        }
        pool.shutdown();
        if (!pool.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
            pool.shutdownNow();
            pool.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        }
    }
}

package raftmark.server;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes daemon threads named {@code pool-1}, {@code pool-2} and so on. */
final class NamedThreads implements ThreadFactory {
    private final String pool;
    private final AtomicInteger count = new AtomicInteger();

    NamedThreads(String pool) {
        this.pool = pool;
    }

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(task, pool + "-" + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}

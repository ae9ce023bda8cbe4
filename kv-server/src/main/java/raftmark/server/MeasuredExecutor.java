package raftmark.server;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sums the time for which tasks hold a thread of an executor; a task counts when it ends. For the handler executor that is
 * the service's code together with what gRPC does on the same thread: parsing the request, serializing a response that is
 * answered there, and the wait for the commit in blocking style.
 */
final class MeasuredExecutor implements Executor {
    private final Executor delegate;
    private final LongAdder busyNanos = new LongAdder();

    MeasuredExecutor(Executor delegate) {
        this.delegate = delegate;
    }

    @Override
    public void execute(Runnable task) {
        delegate.execute(() -> run(task));
    }

    private void run(Runnable task) {
        long begin = System.nanoTime();
        try {
            task.run();
        } finally {
            busyNanos.add(System.nanoTime() - begin);
        }
    }

    double busySeconds() {
        return busyNanos.sum() / 1e9;
    }
}

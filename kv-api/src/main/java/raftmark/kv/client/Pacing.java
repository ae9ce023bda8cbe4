package raftmark.kv.client;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A client's clock and the way it waits; injected, so that tests need not wait. */
interface Pacing {
    /** Monotonic time in nanoseconds. */
    long nanoTime();

    /** Waits that long, or until {@code closed} is open if that comes first. */
    void pause(long nanos, CountDownLatch closed) throws InterruptedException;

    /** The real one. */
    final class Real implements Pacing {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void pause(long nanos, CountDownLatch closed) throws InterruptedException {
            boolean unused = closed.await(nanos, TimeUnit.NANOSECONDS);
        }
    }
}

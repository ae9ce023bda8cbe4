package raftmark.kv.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves by the client's pauses alone, and remembers them. */
final class VirtualPacing implements Pacing {
    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(1).toNanos());
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public void pause(long pauseNanos, CountDownLatch closed) {
        pauses.add(Duration.ofNanos(pauseNanos));
        nanos.addAndGet(pauseNanos);
    }

    List<Duration> pauses() {
        return pauses;
    }
}

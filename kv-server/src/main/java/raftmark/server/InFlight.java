package raftmark.server;

import java.util.concurrent.atomic.AtomicInteger;

/** A bound on work that was begun and is not completed, whether or not its client still waits. */
final class InFlight {
    private final int max;
    private final AtomicInteger count = new AtomicInteger();

    InFlight(int max) {
        this.max = max;
    }

    /** Takes a place; false if there is none. */
    boolean tryEnter() {
        if (count.incrementAndGet() <= max) {
            return true;
        }
        count.decrementAndGet();
        return false;
    }

    void leave() {
        count.decrementAndGet();
    }

    int count() {
        return Math.min(max, count.get());
    }

    int max() {
        return max;
    }
}

package raftmark.bench.load;

/** Counts what a schedule asks for, by going through a copy of it: whatever the sender has come to. Not thread-safe. */
final class ScheduledCount {
    private final Schedule copy;
    private long nextNanos;
    private long count;

    /** @param copy of the schedule, of which nothing has been taken */
    ScheduledCount(Schedule copy) {
        this.copy = copy;
        this.nextNanos = copy.next();
    }

    /** How many intended moments lie before this one, which must not be earlier than in the last call. */
    long before(long nanos) {
        while (nextNanos - nanos < 0) {
            count++;
            nextNanos = copy.next();
        }
        return count;
    }
}

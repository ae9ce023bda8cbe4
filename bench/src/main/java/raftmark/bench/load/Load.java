package raftmark.bench.load;

import raftmark.bench.record.LatencyRecorder;
import raftmark.bench.record.Unanswered;

/** Load that is running until it is closed. */
public interface Load extends AutoCloseable {
    /** Where what ends is recorded. */
    LatencyRecorder recorder();

    /**
     * What is outstanding now, at the end of a measured window. No histogram has it: a request is recorded when it ends. Any thread
     * may ask.
     *
     * @param windowStartNanos when the window began, on the clock of {@link System#nanoTime}
     */
    Unanswered unanswered(long windowStartNanos);

    /**
     * How many requests the schedule asked for before a moment of {@link System#nanoTime}, sent or not; 0 in a closed loop. Moments
     * must not go back from call to call, and one thread asks.
     */
    default long scheduledBefore(long nanos) {
        return 0;
    }

    /**
     * Whether a request is still to be answered, or to be sent, that was due before a moment of {@link System#nanoTime}; false in a
     * closed loop. Any thread may ask.
     */
    default boolean awaitsAnswersDueBefore(long nanos) {
        return false;
    }

    /** For how long the next request of the schedule has been due, in nanoseconds; 0 in a closed loop. Any thread may ask. */
    default long behindNanos() {
        return 0;
    }

    /** Whether the thread that sends by the schedule runs ahead of all ordinary threads of the machine; false in a closed loop. */
    default boolean sendsInRealTime() {
        return false;
    }

    /**
     * How many requests of the schedule so far were due while all clients had one out, and had to wait; 0 in a closed loop. Any
     * thread may ask.
     */
    default long waitedForClient() {
        return 0;
    }

    /**
     * Stops sending and waits for what is outstanding.
     *
     * @throws IllegalStateException if a request neither ended nor could be cancelled
     */
    @Override
    void close();
}

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
     * Stops sending and waits for what is outstanding.
     *
     * @throws IllegalStateException if a request neither ended nor could be cancelled
     */
    @Override
    void close();
}

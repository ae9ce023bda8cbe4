package raftmark.server;

import java.util.function.ObjLongConsumer;

/**
 * The clock of one call that is sampled. It goes with the call from thread to thread, and each hand-over (an executor's queue, the
 * completion of a future) orders what is written here; at no time do two threads hold it.
 */
public final class StageSample {
    private final ObjLongConsumer<Stage> times;
    private final long arrivedNanos;
    private long submittedNanos;
    private long committedNanos;
    private boolean committed;

    /** @param times takes the time of each stage, in nanoseconds */
    StageSample(ObjLongConsumer<Stage> times, long arrivedNanos) {
        this.times = times;
        this.arrivedNanos = arrivedNanos;
    }

    /** The handler begins, with the whole request. */
    public void handlerBegins() {
        times.accept(Stage.HANDLER_WAIT, System.nanoTime() - arrivedNanos);
    }

    /** The backend is about to be given its work. */
    public void submitted() {
        submittedNanos = System.nanoTime();
    }

    /** The backend's future has completed well. */
    public void committed() {
        committedNanos = System.nanoTime();
        committed = true;
        times.accept(Stage.COMMIT, committedNanos - submittedNanos);
    }

    /** gRPC has been given the answer. Counts only where there was something to commit. */
    public void replied() {
        if (committed) {
            times.accept(Stage.REPLY, System.nanoTime() - committedNanos);
        }
    }
}

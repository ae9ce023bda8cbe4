package raftmark.bench.run;

import java.time.Duration;
import raftmark.bench.plan.PlannedRun;
import raftmark.bench.result.RunResult;

/** Hears how a sweep gets on. Called by the sweep's thread. */
public interface Progress extends AutoCloseable {
    /** A run begins; {@code index} counts from 1. */
    void begins(int index, PlannedRun run);

    /** A run has ended, and is on disk; {@code left} is the time that the others will take. */
    void ended(int index, RunResult result, Duration left);

    @Override
    void close();
}

package raftmark.bench.run;

import java.io.PrintStream;
import java.time.Duration;
import raftmark.bench.plan.PlannedRun;
import raftmark.bench.result.RunResult;

/** One line a run: for pipes, files and build servers. */
public final class LineProgress implements Progress {
    private final PrintStream out;
    private final int runs;

    /** @param runs how many there are */
    public LineProgress(PrintStream out, int runs) {
        this.out = out;
        this.runs = runs;
    }

    @Override
    public void begins(int index, PlannedRun run) {
        // Said when it has ended, with what came out.
    }

    @Override
    public void ended(int index, RunResult result, Duration left) {
        out.println("[" + index + "/" + runs + "] " + RunText.of(result.run()) + ": " + RunText.of(result)
                + (index < runs ? "; " + RunText.of(left) + " left" : ""));
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }
}

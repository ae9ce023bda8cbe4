package raftmark.bench.run;

import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import raftmark.bench.plan.PlannedRun;
import raftmark.bench.result.RunResult;

/** A bar for a terminal, with the run in progress, the last figures, and the time left by the plan. */
public final class BarProgress implements Progress {
    private final ProgressBar bar;
    private final PrintStream out;
    private String left;

    /**
     * @param runs how many there are
     * @param expected how long they will take
     */
    public BarProgress(PrintStream out, int runs, Duration expected) {
        this.out = out;
        this.left = RunText.of(expected);
        this.bar = new ProgressBarBuilder()
                .setTaskName("runs")
                .setInitialMax(runs)
                .setStyle(ProgressBarStyle.ASCII)
                .hideEta()
                .setConsumer(new ConsoleProgressBarConsumer(out))
                .build();
    }

    @Override
    public void begins(int index, PlannedRun run) {
        bar.setExtraMessage(left + " left | " + RunText.of(run));
    }

    @Override
    public void ended(int index, RunResult result, Duration timeLeft) {
        left = RunText.of(timeLeft);
        bar.step();
        if (!result.verdict().ok()) {
            // Above the bar, which is drawn again below it.
            out.print("\r\033[K" + RunText.of(result.run()) + ": " + RunText.of(result) + System.lineSeparator());
        }
        bar.setExtraMessage(left + " left");
    }

    @Override
    public void close() {
        bar.close();
    }
}

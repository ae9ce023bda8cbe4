package raftmark.bench.load;

import java.util.ArrayDeque;
import java.util.Deque;
import raftmark.bench.spec.WarmupRule;

/** Decides when warm-up has ended, by the rule of {@link WarmupRule}. Not thread-safe; time and counts are given to it. */
public final class SteadyState {
    private final WarmupRule rule;
    private final double capSeconds;
    private final Deque<Window> windows = new ArrayDeque<>();
    private double windowStartSeconds;
    private long windowStartOperations;

    /** What is known so far. */
    public enum Verdict {
        WARMING,
        STEADY,
        /** The cap is reached and throughput still moves. */
        UNSTEADY
    }

    private record Window(double seconds, long operations) {
        double throughput() {
            return operations / seconds;
        }
    }

    /** @param capSeconds longest warm-up */
    public SteadyState(WarmupRule rule, double capSeconds) {
        this.rule = rule;
        this.capSeconds = capSeconds;
    }

    /**
     * Takes a reading; call it often against the length of a window.
     *
     * @param elapsedSeconds since warm-up began, growing
     * @param operations completed since then, growing
     */
    public Verdict offer(double elapsedSeconds, long operations) {
        double seconds = elapsedSeconds - windowStartSeconds;
        long operationsOfWindow = operations - windowStartOperations;
        if (seconds >= rule.windowSecondsMin() && operationsOfWindow >= rule.windowOperationsMin()) {
            windows.addLast(new Window(seconds, operationsOfWindow));
            if (windows.size() > rule.windows()) {
                windows.removeFirst();
            }
            windowStartSeconds = elapsedSeconds;
            windowStartOperations = operations;
        }
        if (elapsedSeconds >= rule.secondsMin() && windows.size() == rule.windows() && agree()) {
            return Verdict.STEADY;
        }
        return elapsedSeconds >= capSeconds ? Verdict.UNSTEADY : Verdict.WARMING;
    }

    private boolean agree() {
        double mean = windows.stream().mapToDouble(Window::throughput).average().orElse(0);
        long fewest = windows.stream().mapToLong(Window::operations).min().orElse(0);
        double tolerance = Math.max(rule.toleranceShare(), 2 / Math.sqrt(fewest));
        return windows.stream().allMatch(window -> Math.abs(window.throughput() - mean) <= tolerance * mean);
    }
}

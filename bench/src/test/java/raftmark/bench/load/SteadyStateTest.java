package raftmark.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import raftmark.bench.spec.WarmupRule;

class SteadyStateTest {
    private static final double STEP_SECONDS = 0.05;

    private record End(double seconds, SteadyState.Verdict verdict) {}

    /** Feeds a throughput over time, in operations per second, until the rule has made up its mind. */
    private static End feed(double capSeconds, DoubleUnaryOperator throughputAt) {
        SteadyState state = new SteadyState(WarmupRule.DEFAULT, capSeconds);
        double operations = 0;
        for (int step = 0; step < 100_000; step++) {
            double seconds = step * STEP_SECONDS;
            SteadyState.Verdict verdict = state.offer(seconds, Math.round(operations));
            if (verdict != SteadyState.Verdict.WARMING) {
                return new End(seconds, verdict);
            }
            operations += throughputAt.applyAsDouble(seconds) * STEP_SECONDS;
        }
        throw new AssertionError("it never ended");
    }

    @Test
    void constantThroughputIsSteadyAfterFiveWindows() {
        End end = feed(30, seconds -> 5000);
        assertThat(end.verdict()).isEqualTo(SteadyState.Verdict.STEADY);
        assertThat(end.seconds()).isBetween(5.0, 5.5);
    }

    @Test
    void growingThroughputIsNotSteadyUntilItFlattens() {
        End end = feed(30, seconds -> 1000 + 1000 * Math.min(seconds, 9));
        assertThat(end.verdict()).isEqualTo(SteadyState.Verdict.STEADY);
        assertThat(end.seconds()).isBetween(11.0, 14.5);
    }

    @Test
    void throughputThatNeverSettlesEndsAtTheCap() {
        End end = feed(30, seconds -> ((int) seconds) % 2 == 0 ? 2000 : 4000);
        assertThat(end.verdict()).isEqualTo(SteadyState.Verdict.UNSTEADY);
        assertThat(end.seconds()).isBetween(30.0, 30.1);
    }

    @Test
    void slowThroughputMakesWindowsLonger() {
        // 100 operations a second: a window of 200 takes two seconds.
        End end = feed(30, seconds -> 100);
        assertThat(end.verdict()).isEqualTo(SteadyState.Verdict.STEADY);
        assertThat(end.seconds()).isBetween(9.5, 11.0);
    }

    @Test
    void fewOperationsAreAllowedMoreNoise() {
        // 10 % up and down is beyond 5 %, and within 2/sqrt(200) = 14 %.
        assertThat(feed(30, seconds -> ((int) (seconds / 2)) % 2 == 0 ? 95 : 115)
                        .verdict())
                .isEqualTo(SteadyState.Verdict.STEADY);
        assertThat(feed(30, seconds -> ((int) seconds) % 2 == 0 ? 9500 : 11500).verdict())
                .isEqualTo(SteadyState.Verdict.UNSTEADY);
    }

    @Test
    void noOperationAtAllEndsAtTheCap() {
        assertThat(feed(3, seconds -> 0)).isEqualTo(new End(60 * STEP_SECONDS, SteadyState.Verdict.UNSTEADY));
    }
}

package raftmark.bench.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import raftmark.bench.analysis.SyntheticSweep.Truth;

class CellSummaryTest {
    private static Optional<Interval> interval(double... throughputs) {
        SyntheticSweep sweep = new SyntheticSweep();
        for (int i = 0; i < throughputs.length; i++) {
            sweep.run(
                    "jraft",
                    4,
                    i + 1,
                    Truth.USUAL.times(throughputs[i] / Truth.USUAL.throughput()),
                    SyntheticSweep.TERMS,
                    SyntheticSweep.OK);
        }
        // A run that may enter no figure is no part of it.
        sweep.run("jraft", 4, 9, Truth.USUAL.times(0.01), SyntheticSweep.TERMS, "INVALID(steal)");
        return sweep.cells().get(0).throughputInterval();
    }

    /** Student's t of two degrees of freedom on logarithms, computed by hand: 4.3027 standard errors. */
    @Test
    void theIntervalOfALevelIsStudentsOnLogarithms() {
        Interval ends = interval(3600, 4000, 4400).orElseThrow();
        assertThat(ends.low()).isCloseTo(3106.8, within(0.1));
        assertThat(ends.high()).isCloseTo(5115.6, within(0.1));
    }

    @Test
    void ofFewerThanThreeRunsAndWhereOneEndedNothingThereIsNone() {
        assertThat(interval(3600, 4000)).isEmpty();
        assertThat(interval(3600, 4000, 0)).isEmpty();
    }
}

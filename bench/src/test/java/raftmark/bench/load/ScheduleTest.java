package raftmark.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import raftmark.bench.spec.Arrivals;

class ScheduleTest {
    private static final long START = 5_000_000_000L;
    private static final int ARRIVALS = 200_000;

    private static long[] moments(double rate, Arrivals arrivals, long seed, int count) {
        Schedule schedule = new Schedule(rate, arrivals, seed, START);
        long[] moments = new long[count];
        for (int i = 0; i < count; i++) {
            moments[i] = schedule.next();
        }
        return moments;
    }

    @Test
    void fixedGapsAreEqualAndTheRateDoesNotDrift() {
        // 3 a second do not divide a second into whole nanoseconds.
        long[] moments = moments(3, Arrivals.FIXED, 1, 3_000_000);
        assertThat(moments[0]).isEqualTo(START + 333_333_333);
        assertThat(moments[1]).isEqualTo(START + 666_666_667);
        assertThat(moments[2_999_999]).isEqualTo(START + 1_000_000_000_000_000L);
    }

    @Test
    void poissonGapsAreExponentialWithTheMeanOfTheRate() {
        long[] moments = moments(2000, Arrivals.POISSON, 7, ARRIVALS);
        double mean = (moments[ARRIVALS - 1] - START) / (double) ARRIVALS;
        // The mean of n exponential gaps strays by 1/√n: 0.22 %.
        assertThat(mean).isCloseTo(500_000, within(500_000 * 0.01));
        double squares = 0;
        int beyondTheMean = 0;
        int beyondThreeMeans = 0;
        long before = START;
        for (long moment : moments) {
            long gap = moment - before;
            before = moment;
            assertThat(gap).isNotNegative();
            squares += (gap - mean) * (gap - mean);
            beyondTheMean += gap > mean ? 1 : 0;
            beyondThreeMeans += gap > 3 * mean ? 1 : 0;
        }
        assertThat(Math.sqrt(squares / ARRIVALS) / mean).isCloseTo(1, within(0.02));
        assertThat(beyondTheMean / (double) ARRIVALS).isCloseTo(Math.exp(-1), within(0.01));
        assertThat(beyondThreeMeans / (double) ARRIVALS).isCloseTo(Math.exp(-3), within(0.005));
    }

    @Test
    void theMomentsFollowTheSeed() {
        long[] moments = moments(100, Arrivals.POISSON, 7, 1000);
        assertThat(moments(100, Arrivals.POISSON, 7, 1000)).isEqualTo(moments);
        assertThat(moments(100, Arrivals.POISSON, 8, 1000)).isNotEqualTo(moments);
    }

    @Test
    void whatAScheduleAsksForIsCountedWithoutTakingFromIt() {
        long[] moments = moments(100, Arrivals.POISSON, 7, 1000);
        ScheduledCount count = new ScheduledCount(new Schedule(100, Arrivals.POISSON, 7, START));
        assertThat(count.before(START)).isZero();
        assertThat(count.before(moments[9])).isEqualTo(9);
        assertThat(count.before(moments[9])).isEqualTo(9);
        assertThat(count.before(moments[9] + 1)).isEqualTo(10);
        assertThat(count.before(moments[999])).isEqualTo(999);
    }

    @Test
    void waitingIsNeverShortAndEndsByAnInterrupt() {
        for (long waitNanos : new long[] {0, 10_000, 50_000, 200_000, 3_000_000}) {
            long until = System.nanoTime() + waitNanos;
            PreciseWait.until(until, false);
            assertThat(System.nanoTime() - until).isNotNegative();
        }
        Thread.currentThread().interrupt();
        PreciseWait.until(System.nanoTime() + 60_000_000_000L, false);
        assertThat(Thread.interrupted()).isTrue();
    }
}

package raftmark.bench.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import raftmark.bench.record.LatencyRecorder;
import raftmark.bench.record.RunHistograms;
import raftmark.bench.spec.Operation;
import raftmark.bench.spec.Thresholds;

class OpenLoadTest {
    private static RunHistograms histograms(int operations, int late, long lateMicros) {
        LatencyRecorder recorder = new LatencyRecorder(Set.of(Operation.PUT), true);
        for (int i = 0; i < operations; i++) {
            recorder.success(Operation.PUT, 0, 0, 1_000_000);
            recorder.sendLag(i < late ? lateMicros * 1000 : 60_000);
        }
        RunHistograms histograms = new RunHistograms(Set.of(Operation.PUT));
        histograms.add(new RunHistograms.TimedInterval(0, 2, recorder.take()));
        return histograms;
    }

    @ParameterizedTest
    @CsvSource({
        "2000, 1980, true",
        "2000, 1979, false",
        // A Poisson schedule asked for less than its mean, and got it.
        "1900, 1900, true",
        "2000, 2010, true",
    })
    void achievedIsHeldAgainstWhatTheScheduleAskedFor(long scheduled, int achieved, boolean valid) {
        List<String> missed = new OpenLoad(1000, scheduled, achieved, 0, 0, true)
                .missed(histograms(achieved, 0, 0), 2, Thresholds.DEFAULT);
        assertThat(missed.isEmpty()).isEqualTo(valid);
    }

    @Test
    void theReasonsNameTheFigures() {
        List<String> missed =
                new OpenLoad(1000, 2000, 1800, 321, 0, true).missed(histograms(1800, 100, 7000), 2, Thresholds.DEFAULT);
        assertThat(missed).hasSize(2);
        assertThat(missed.get(0))
                .isEqualTo(
                        "achieved 900 ops/s of the 1000 that the schedule asked for: 90.0 % below 99.0 %, and 321 requests were"
                                + " due while all clients had one out");
        assertThat(missed.get(1))
                .startsWith("p99 send lag 7.0")
                .endsWith("ms above 1.00 ms: the load generator came too late");
        assertThat(new Verdict(List.of("1 leader change")).and(missed).toString())
                .startsWith("INVALID(1 leader change; achieved 900")
                .doesNotContain("\n");
        // No load of others, whose runs may simply be made again.
        assertThat(Verdict.isOnlyDisturbed(new Verdict(missed).toString())).isFalse();
    }

    @Test
    void aScheduleThatWasStillBehindWhenTheWindowBeganIsNoLoadAtItsRate() {
        // As many as the schedule asked for ended in the window, and were due long before it.
        assertThat(new OpenLoad(1000, 2000, 2000, 0, 3_172_000_000L, true)
                        .missed(histograms(2000, 0, 0), 2, Thresholds.DEFAULT))
                .containsExactly(
                        "the schedule was 3172 ms behind when the window began, and had not caught up once in the time that"
                                + " a warm-up may take");
    }

    @Test
    void whatWasDueInTheWindowMustHaveAnAnswer() {
        assertThat(new OpenLoad(1000, 2000, 2002, 0, 0, true).missed(histograms(2000, 0, 0), 2, Thresholds.DEFAULT))
                .isEmpty();
        assertThat(new OpenLoad(1000, 2000, 2003, 0, 0, true).missed(histograms(2000, 0, 0), 2, Thresholds.DEFAULT))
                .containsExactly(
                        "3 of the 2003 requests that were due in the window have no successful answer: 0.15 % above 0.10 %");
    }

    @Test
    void theLagOfOneInAHundredIsAllowed() {
        assertThat(new OpenLoad(1000, 2000, 2000, 0, 0, true).missed(histograms(2000, 19, 7000), 2, Thresholds.DEFAULT))
                .isEmpty();
        assertThat(new OpenLoad(1000, 2000, 2000, 0, 0, true).missed(histograms(2000, 21, 7000), 2, Thresholds.DEFAULT))
                .singleElement()
                .asString()
                .contains("the load generator came too late");
    }

    @Test
    void aSenderAtOrdinaryPriorityIsToldTheWayOut() {
        assertThat(new OpenLoad(1000, 2000, 2000, 0, 0, false)
                        .missed(histograms(2000, 21, 7000), 2, Thresholds.DEFAULT))
                .singleElement()
                .asString()
                .contains("CAP_SYS_NICE", "chrt");
    }

    @Test
    void whatAnExperimentLetsPassIsStillCalledLate() {
        Thresholds patient = new Thresholds(0.001, 0.05, 0.02, 0.99, 10);
        RunHistograms late = histograms(2000, 21, 7000);
        assertThat(new OpenLoad(1000, 2000, 2000, 0, 0, true).missed(late, 2, patient))
                .isEmpty();
        assertThat(OpenLoad.isLate(late)).isTrue();
        assertThat(OpenLoad.isLate(histograms(2000, 19, 7000))).isFalse();
        assertThat(OpenLoad.isLate(new RunHistograms(Set.of(Operation.PUT)))).isFalse();
    }
}

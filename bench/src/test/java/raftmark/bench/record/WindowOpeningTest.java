package raftmark.bench.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import raftmark.bench.spec.Operation;
import raftmark.kv.wire.Outcome;

class WindowOpeningTest {
    private static final long AHEAD = WindowOpening.ANNOUNCED_AHEAD_NANOS;
    private static final long MILLI = 1_000_000;

    private final LatencyRecorder recorder = new LatencyRecorder(Set.of(Operation.PUT), true);

    private void answered(long dueNanos) {
        recorder.success(Operation.PUT, dueNanos, dueNanos, dueNanos + MILLI);
    }

    private static long count(Collection<Histogram> histograms) {
        return histograms.stream().mapToLong(Histogram::getTotalCount).sum();
    }

    @Test
    void whatIsDueAndAnsweredBeforeAnybodyLooksHasItsResponseTimeAndNothingElseCounts() throws Exception {
        answered(100);
        // Woken 30 ms late.
        long opened = 1000 + AHEAD + 30 * MILLI;
        Deque<Long> clock = new ArrayDeque<>(List.of(1000L, 2000L, opened));
        WindowOpening opening = WindowOpening.open(recorder, 500 * MILLI, clock::remove, until -> {
            answered(until - 1);
            answered(until);
            answered(until + 5 * MILLI);
            answered(until + 500 * MILLI);
            recorder.failure(Status.Code.ABORTED, Outcome.UNKNOWN, MILLI);
            recorder.sendLag(MILLI);
        });
        assertThat(opening).isEqualTo(new WindowOpening(opened, 1000 + AHEAD, 1000 + AHEAD + 500 * MILLI));

        answered(opening.dueBeforeNanos() - 1);
        LatencyRecorder.Interval first = recorder.take();
        assertThat(count(first.responses().values())).isEqualTo(3);
        assertThat(count(first.latencies().values())).isEqualTo(1);
        assertThat(first.failuresByKind()).isEmpty();
        assertThat(first.failureLatencies().getTotalCount()).isZero();
        assertThat(first.sendLags().getTotalCount()).isZero();
    }

    @Test
    void anAnnouncementThatCameTooLateIsMadeAnew() throws Exception {
        // The machine stands still for a second while the first one is made, and what is due then is answered.
        Deque<Long> clock =
                new ArrayDeque<>(List.of(0L, 1000 * MILLI, 1001 * MILLI, 1002 * MILLI, 1001 * MILLI + AHEAD));
        WindowOpening opening = WindowOpening.open(
                recorder,
                500 * MILLI,
                () -> {
                    answered(AHEAD + MILLI);
                    return clock.remove();
                },
                until -> assertThat(until).isEqualTo(1001 * MILLI + AHEAD));

        assertThat(opening.dueFromNanos()).isEqualTo(1001 * MILLI + AHEAD);
        assertThat(count(recorder.take().responses().values())).isZero();
    }

    @Test
    void aRealOneOpensAtTheAnnouncedMomentOrLater() throws Exception {
        long before = System.nanoTime();
        WindowOpening opening = WindowOpening.open(recorder, MILLI);
        assertThat(opening.dueFromNanos()).isGreaterThanOrEqualTo(before + AHEAD);
        assertThat(opening.openedNanos()).isGreaterThanOrEqualTo(opening.dueFromNanos());
        assertThat(opening.dueBeforeNanos()).isEqualTo(opening.dueFromNanos() + MILLI);
    }
}

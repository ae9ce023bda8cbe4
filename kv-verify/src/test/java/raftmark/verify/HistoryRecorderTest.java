package raftmark.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import raftmark.verify.Operation.Outcome;

class HistoryRecorderTest {
    private final AtomicLong clock = new AtomicLong();
    private final HistoryRecorder recorder = new HistoryRecorder(clock::incrementAndGet);

    @Test
    void keepsWhatEachClientSaw() {
        HistoryRecorder.Invocation put = recorder.put(1, "k", new byte[] {7});
        recorder.get(2, "k").ok(new byte[] {7});
        put.ok(null);
        recorder.append(3, "k", new byte[] {8}).unknown();
        recorder.append(4, "k", new byte[] {9}).refused();
        List<Operation> history = recorder.history();
        assertThat(history).extracting(Operation::client).containsExactly(1, 2, 3, 4);
        assertThat(history)
                .extracting(Operation::outcome)
                .containsExactly(Outcome.OK, Outcome.OK, Outcome.UNKNOWN, Outcome.REFUSED);
        assertThat(history.get(0).invokeNanos()).isEqualTo(1);
        assertThat(history.get(0).completionNanos()).isEqualTo(4);
        assertThat(history.get(0).precedes(history.get(1))).isFalse();
        assertThat(history.get(1).precedes(history.get(2))).isTrue();
    }

    @Test
    void whatIsUnderWayIsUnknown() {
        recorder.append(1, "k", new byte[] {1});
        assertThat(recorder.history()).singleElement().satisfies(operation -> {
            assertThat(operation.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(operation.completionNanos()).isEqualTo(Operation.NEVER_NANOS);
            assertThat(operation).hasToString("client 1: append k \"\\x01\" -> unknown [0 us, never]");
        });
    }

    @Test
    void completesOnce() {
        HistoryRecorder.Invocation get = recorder.get(1, "k");
        get.ok(null);
        assertThatIllegalStateException().isThrownBy(get::unknown).withMessageContaining("completed twice");
    }

    @Test
    void losesNothingWhenManyRecordAtOnce() throws InterruptedException {
        int threads = 8;
        int each = 2_000;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        for (int thread = 0; thread < threads; thread++) {
            int client = thread;
            executor.execute(() -> {
                for (int i = 0; i < each; i++) {
                    recorder.get(client, "k").ok(null);
                }
            });
        }
        executor.shutdown();
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(recorder.history()).hasSize(threads * each).allMatch(op -> op.outcome() == Outcome.OK);
    }
}

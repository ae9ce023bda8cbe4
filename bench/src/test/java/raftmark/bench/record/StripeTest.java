package raftmark.bench.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class StripeTest {
    private final CountDownLatch within = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** A writer that is stopped, as by the scheduler, between looking for the histogram and counting in it. */
    private final class Stopping extends AtomicHistogram {
        private static final long serialVersionUID = 1;

        Stopping() {
            super(1, LatencyRecorder.LATENCY_MICROS_MAX, LatencyRecorder.SIGNIFICANT_DIGITS);
        }

        @Override
        public void recordValue(long value) {
            within.countDown();
            try {
                assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
            super.recordValue(value);
        }
    }

    @Test
    void aReaderWaitsForAWriterThatIsStillWithinWhatItTakes() throws Exception {
        Stripe stripe = new Stripe(2, Stopping::new);
        Histogram[] sums = {LatencyRecorder.newHistogram(), LatencyRecorder.newHistogram()};
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try {
            Future<?> writer = executor.submit(() -> stripe.record(0, 100, 1, 200));
            assertThat(within.await(60, TimeUnit.SECONDS)).isTrue();
            Future<?> reader = executor.submit(() -> stripe.takeInto(sums));
            assertThatThrownBy(() -> reader.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            goOn.countDown();
            writer.get(60, TimeUnit.SECONDS);
            reader.get(60, TimeUnit.SECONDS);
        } finally {
            executor.shutdownNow();
        }
        assertThat(sums[0].getTotalCount()).isEqualTo(1);
        assertThat(sums[1].getTotalCount()).isEqualTo(1);
    }
}

package raftmark.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.bench.record.LatencyRecorder;
import raftmark.bench.record.Unanswered;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.ExperimentSpec;
import raftmark.bench.spec.Operation;
import raftmark.bench.spec.SpecException;
import raftmark.bench.spec.SpecReader;
import raftmark.kv.client.AdminClient;
import raftmark.kv.client.KvClient;
import raftmark.kv.spi.ReadLevel;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.v1.PutRequest;
import raftmark.kv.v1.PutResponse;
import raftmark.server.HandlerConfig;
import raftmark.server.HandlerStyle;

class LoadDriverTest {
    private static final double SECONDS = 1.2;

    @TempDir
    private Path directory;

    private static Cell cell(String factors) throws SpecException {
        ExperimentSpec spec = SpecReader.read(
                "test.yaml", "experiment: t\nquestion: q\ncells:\n  - {backend: echo, " + factors + "}\n", 17);
        return spec.cells().get(0).cell();
    }

    private static double throughput(LatencyRecorder recorder) throws InterruptedException {
        long start = System.nanoTime();
        long before = recorder.completed();
        Thread.sleep(Math.round(SECONDS * 1000));
        return (recorder.completed() - before) / ((System.nanoTime() - start) / 1e9);
    }

    /** All failures until there are so many. */
    private static Map<String, Long> awaitFailures(LatencyRecorder recorder, long count) {
        Map<String, Long> kinds = new HashMap<>();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            recorder.take().failuresByKind().forEach((kind, more) -> kinds.merge(kind, more, Long::sum));
            return kinds.values().stream().mapToLong(Long::longValue).sum() >= count;
        });
        return kinds;
    }

    /** Throughput and S with blocking handlers that wait 5 ms. */
    private double[] withThreads(int threads, int clients) throws Exception {
        LatencyRecorder recorder = new LatencyRecorder(java.util.Set.of(Operation.PUT));
        try (StubServer server = new StubServer(5, HandlerConfig.fixed(HandlerStyle.BLOCKING, threads), directory);
                AdminClient admin = new AdminClient(server.endpoint());
                LoadThreads loadThreads = new LoadThreads(2);
                LoadDriver driver = LoadDriver.start(
                        cell("clients: " + clients), List.of(server.endpoint()), loadThreads, recorder, 1)) {
            Thread.sleep(500);
            double busyBefore = admin.stats(java.time.Duration.ofSeconds(5)).getHandlerBusySeconds();
            long completedBefore = recorder.completed();
            double throughput = throughput(recorder);
            double busy = admin.stats(java.time.Duration.ofSeconds(5)).getHandlerBusySeconds() - busyBefore;
            return new double[] {throughput, busy / (recorder.completed() - completedBefore)};
        }
    }

    @Test
    void blockingHandlersWithAKnownServiceTimeFollowTheLaw() throws Exception {
        double[] one = withThreads(1, 16);
        double[] four = withThreads(4, 16);
        double[] many = withThreads(32, 16);
        // N/S with S of 5 ms or more: at most 200 and 800 a second; a busy machine may make S longer, never shorter.
        // Up to 16 answers of before the window may be counted in it.
        assertThat(one[0]).isBetween(60.0, 220.0);
        assertThat(four[0]).isBetween(240.0, 820.0);
        // With more threads than clients, C/R bounds it: 16 clients of 5 ms and more.
        assertThat(many[0]).isBetween(600.0, 3280.0);
        // And N over the S that the server reports predicts what was measured.
        assertThat(one[0] * one[1] / 1).isBetween(0.7, 1.15);
        assertThat(four[0] * four[1] / 4).isBetween(0.7, 1.15);
    }

    @Test
    void failuresAreCountedApartAndNeverRetriedAtOnce() throws Exception {
        LatencyRecorder recorder = new LatencyRecorder(java.util.Set.of(Operation.PUT));
        try (StubServer server = new StubServer(1, HandlerConfig.ASYNC_DIRECT, directory);
                LoadThreads loadThreads = new LoadThreads(1)) {
            server.refusing.set(true);
            long start = System.nanoTime();
            try (LoadDriver driver =
                    LoadDriver.start(cell("clients: 4"), List.of(server.endpoint()), loadThreads, recorder, 1)) {
                Map<String, Long> kinds = awaitFailures(recorder, 200);
                double seconds = (System.nanoTime() - start) / 1e9;
                assertThat(recorder.completed()).isZero();
                assertThat(kinds).containsOnlyKeys("RESOURCE_EXHAUSTED/refused");
                // Four clients that pause for 10 ms after each failure: at most 400 a second.
                assertThat((double) kinds.get("RESOURCE_EXHAUSTED/refused")).isLessThanOrEqualTo(4 + 450 * seconds);
                server.refusing.set(false);
                await().atMost(Duration.ofSeconds(60)).until(() -> recorder.completed() > 0);
            }
            long failuresAtTheEnd = recorder.take().failureLatencies().getTotalCount();
            assertThat(failuresAtTheEnd).isLessThan(450);
        }
    }

    @Test
    void requestsThatHangThroughoutTheWindowAreSeenAtItsEnd() throws Exception {
        LatencyRecorder recorder = new LatencyRecorder(java.util.Set.of(Operation.PUT));
        try (StubServer server = new StubServer(1, HandlerConfig.ASYNC_DIRECT, directory);
                LoadThreads loadThreads = new LoadThreads(1);
                LoadDriver driver =
                        LoadDriver.start(cell("clients: 4"), List.of(server.endpoint()), loadThreads, recorder, 1)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> recorder.completed() > 0);
            server.hanging.set(true);
            AtomicLong answered = new AtomicLong(-1);
            // Answers that were under way have come.
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> answered.getAndSet(recorder.completed()) == recorder.completed()
                            && driver.unanswered(System.nanoTime()).throughoutWindow() == 4);
            long window = System.nanoTime();
            recorder.take();
            Thread.sleep(300);
            assertThat(recorder.take().latencies().get(Operation.PUT).getTotalCount())
                    .isZero();
            Unanswered unanswered = driver.unanswered(window);
            assertThat(unanswered.throughoutWindow()).isEqualTo(4);
            assertThat(unanswered.oldestNanos()).isGreaterThanOrEqualTo(300_000_000);
            // A window that began later than they were sent, and one that began before.
            assertThat(driver.unanswered(window - TimeUnit.SECONDS.toNanos(600)).throughoutWindow())
                    .isZero();
            server.release();
        }
    }

    @Test
    void noServerAtAllIsAFailureToo() throws Exception {
        LatencyRecorder recorder = new LatencyRecorder(java.util.Set.of(Operation.PUT));
        int port = raftmark.server.Ports.free(1).get(0);
        try (LoadThreads loadThreads = new LoadThreads(1);
                LoadDriver driver =
                        LoadDriver.start(cell("clients: 2"), List.of("127.0.0.1:" + port), loadThreads, recorder, 1)) {
            assertThat(awaitFailures(recorder, 1)).containsOnlyKeys("UNAVAILABLE/unknown");
        }
    }

    @Test
    void theLabSendsEqualPartsOnOneKeyWithTheClientsNumber() throws Exception {
        LatencyRecorder recorder = new LatencyRecorder(java.util.EnumSet.allOf(Operation.class));
        try (StubServer server = new StubServer(0, HandlerConfig.ASYNC_DIRECT, directory);
                LoadThreads loadThreads = new LoadThreads(1);
                KvClient client = KvClient.builder(List.of(server.endpoint())).build()) {
            try (LoadDriver driver = LoadDriver.start(
                    cell("workload: lab, clients: 5"), List.of(server.endpoint()), loadThreads, recorder, 1)) {
                await().atMost(Duration.ofSeconds(60)).until(() -> recorder.completed() > 500);
            }
            LatencyRecorder.Interval interval = recorder.take();
            long all = recorder.completed();
            assertThat(all).isGreaterThan(500);
            interval.latencies()
                    .forEach((operation, latencies) -> assertThat((double) latencies.getTotalCount() / all)
                            .as(operation.label())
                            .isBetween(0.2, 0.47));
            assertThat(interval.failuresByKind()).isEmpty();
            String value = new String(
                    client.get("K1", ReadLevel.LOG_READ).orElseThrow(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(value).matches("[1-5]+");
        }
    }

    @Test
    void theLoadLoopAllocatesHardlyMoreThanGrpcItself() throws Exception {
        try (StubServer server = new StubServer(0, HandlerConfig.ASYNC_DIRECT, directory)) {
            long bare = bytesPerRequest(server, false);
            long ours = bytesPerRequest(server, true);
            // Ours saves gRPC's stub objects; the bound leaves room for the transport's batching, which varies with
            // load.
            assertThat(ours).isLessThan(bare * 3 / 2);
        }
    }

    private static long bytesPerRequest(StubServer server, boolean ours) throws Exception {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        LatencyRecorder recorder = new LatencyRecorder(java.util.Set.of(Operation.PUT));
        AtomicLong bareCompleted = new AtomicLong();
        try (LoadThreads loadThreads = new LoadThreads(1);
                AutoCloseable load = ours
                        ? LoadDriver.start(
                                cell("clients: 8, channels: 1"), List.of(server.endpoint()), loadThreads, recorder, 1)
                        : new BareLoop(loadThreads.open(server.endpoint()), 8, bareCompleted)) {
            Thread.sleep(1500);
            Thread loop = loadThreads.threads().get(0);
            long countBefore = ours ? recorder.completed() : bareCompleted.get();
            long bytesBefore = bean.getThreadAllocatedBytes(loop.getId());
            Thread.sleep(1500);
            long bytes = bean.getThreadAllocatedBytes(loop.getId()) - bytesBefore;
            long count = (ours ? recorder.completed() : bareCompleted.get()) - countBefore;
            assertThat(count).isGreaterThan(100);
            return bytes / count;
        }
    }

    /** The least that gRPC's own stub allows: one message sent over and over. */
    private static final class BareLoop implements AutoCloseable {
        private final ManagedChannel channel;
        private final KeyValueGrpc.KeyValueStub stub;
        private final PutRequest request = PutRequest.newBuilder()
                .setKey("key-0000001")
                .setValue(com.google.protobuf.ByteString.copyFrom(new byte[100]))
                .build();
        private final AtomicLong completed;
        private final CountDownLatch ended;
        private volatile boolean stopping;

        BareLoop(ManagedChannel channel, int clients, AtomicLong completed) {
            this.channel = channel;
            this.stub = KeyValueGrpc.newStub(channel);
            this.completed = completed;
            this.ended = new CountDownLatch(clients);
            for (int i = 0; i < clients; i++) {
                next();
            }
        }

        private void next() {
            if (stopping) {
                ended.countDown();
                return;
            }
            stub.put(request, new StreamObserver<PutResponse>() {
                @Override
                public void onNext(PutResponse response) {
                    completed.incrementAndGet();
                }

                @Override
                public void onError(Throwable thrown) {
                    ended.countDown();
                }

                @Override
                public void onCompleted() {
                    next();
                }
            });
        }

        @Override
        public void close() throws InterruptedException {
            stopping = true;
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            channel.shutdownNow();
            channel.awaitTermination(5, TimeUnit.SECONDS);
        }
    }
}

package raftmark.kv.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import raftmark.kv.v1.AdminGrpc;
import raftmark.kv.v1.SnapshotRequest;
import raftmark.kv.v1.SnapshotResponse;
import raftmark.kv.v1.StatsRequest;
import raftmark.kv.v1.StatsResponse;
import raftmark.kv.v1.StatusRequest;
import raftmark.kv.v1.StatusResponse;
import raftmark.kv.v1.TransferLeaderRequest;
import raftmark.kv.v1.TransferLeaderResponse;
import raftmark.kv.wire.Outcome;
import raftmark.kv.wire.WireMetadata;

@Timeout(60)
class AdminClientTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private Server server;
    private AdminClient client;

    @BeforeEach
    void start() throws IOException {
        server = start(0);
        client = new AdminClient("127.0.0.1:" + server.getPort());
    }

    @AfterEach
    void stop() {
        client.close();
        server.shutdownNow();
    }

    @Test
    void everyCall() {
        assertThat(client.status(LONG).getId()).isEqualTo("n7");
        assertThat(client.status(LONG).getMapChecksum()).isEqualTo("abc");
        assertThat(client.role(LONG).getId()).isEqualTo("n7");
        assertThat(client.role(LONG).getMapChecksum()).isEmpty();
        assertThat(client.stats(LONG).getPid()).isEqualTo(42);
        assertThat(client.transferLeader("n2", LONG)).isEqualTo("n2");
        assertThat(client.snapshot(LONG)).isEqualTo(99);
    }

    @Test
    void aFailureNamesWhatWhereAndHow() {
        KvClientException failure =
                catchThrowableOfType(KvClientException.class, () -> client.transferLeader("n9", LONG));
        assertThat(failure.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(failure.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(failure)
                .hasMessageContaining("transfer of leadership to n9 failed at 127.0.0.1:" + server.getPort())
                .hasMessageContaining("INVALID_ARGUMENT (no server n9)");
    }

    @Test
    void aServerThatIsDownFailsAtOnceAndIsFoundWhenItIsBack() throws Exception {
        int port = server.getPort();
        server.shutdownNow().awaitTermination();
        for (int i = 0; i < 3; i++) {
            assertThat(catchThrowableOfType(KvClientException.class, () -> client.status(LONG))
                            .code())
                    .isEqualTo(Status.Code.UNAVAILABLE);
        }
        server = start(port);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> client.status(LONG).getId().equals("n7"));
    }

    /** By itself gRPC waits about 1, 1.6, 2.6 and 4.1 seconds between the first five connections. */
    @Test
    void whoAsksAgainConnectsAgain() throws Exception {
        try (Doorman doorman = new Doorman();
                AdminClient turnedAway = new AdminClient(doorman.endpoint())) {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> {
                        KvClientException failure =
                                catchThrowableOfType(KvClientException.class, () -> turnedAway.status(LONG));
                        assertThat(failure.code()).isEqualTo(Status.Code.UNAVAILABLE);
                        return doorman.connections() >= 5;
                    });
            assertThat(doorman.untilConnection(5)).isLessThan(Duration.ofSeconds(6));
        }
    }

    private static Server start(int port) throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .addService(new FakeAdmin())
                .build()
                .start();
    }

    private static final class FakeAdmin extends AdminGrpc.AdminImplBase {
        @Override
        public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
            answer(
                    observer,
                    StatusResponse.newBuilder()
                            .setId("n7")
                            .setMapChecksum(request.getWithoutMap() ? "" : "abc")
                            .build());
        }

        @Override
        public void stats(StatsRequest request, StreamObserver<StatsResponse> observer) {
            answer(observer, StatsResponse.newBuilder().setPid(42).build());
        }

        @Override
        public void transferLeader(TransferLeaderRequest request, StreamObserver<TransferLeaderResponse> observer) {
            if (request.getTargetId().equals("n9")) {
                Metadata trailers = new Metadata();
                trailers.put(WireMetadata.OUTCOME, Outcome.REFUSED.trailer());
                observer.onError(
                        Status.INVALID_ARGUMENT.withDescription("no server n9").asRuntimeException(trailers));
                return;
            }
            answer(
                    observer,
                    TransferLeaderResponse.newBuilder()
                            .setLeaderId(request.getTargetId())
                            .build());
        }

        @Override
        public void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> observer) {
            answer(observer, SnapshotResponse.newBuilder().setAppliedIndex(99).build());
        }

        private static <T> void answer(StreamObserver<T> observer, T reply) {
            observer.onNext(reply);
            observer.onCompleted();
        }
    }
}

package raftmark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import raftmark.kv.machine.MachineLimits;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.v1.PutRequest;
import raftmark.kv.v1.PutResponse;
import raftmark.kv.v1.ReadLevel;
import raftmark.kv.v1.Role;
import raftmark.kv.v1.SnapshotRequest;
import raftmark.kv.v1.StatsRequest;
import raftmark.kv.v1.StatsResponse;
import raftmark.kv.v1.StatusRequest;
import raftmark.kv.v1.StatusResponse;
import raftmark.kv.v1.TransferLeaderRequest;

/** The front end as a whole: its services, its settings, its errors, and that it goes without a trace. */
class FrontEndTest {
    private static final FrontEndConfig DEFAULTS = FrontEndConfig.defaults();

    private final ScriptedBackend backend = new ScriptedBackend();

    private static Set<Thread> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("(handler|grpc-io|forward-io|admin)-\\d+"))
                .collect(Collectors.toSet());
    }

    @Test
    void localKeepsTheContract() throws Exception {
        try (Rig rig = new Rig(new LocalBackend(), 3, DEFAULTS)) {
            assertThat(rig.kv(1).get(Rig.get("K1", ReadLevel.LOG_READ)).getFound())
                    .isFalse();
            assertThat(rig.kv(2).append(Rig.append("K1", "1")).getFound()).isFalse();
            assertThat(rig.kv(3).append(Rig.append("K1", "2")).getOldValue().toStringUtf8())
                    .isEqualTo("1");
            assertThat(rig.kv(3).put(Rig.put("K2", "x")).getSuccess()).isTrue();
            assertThat(rig.kv(2).get(Rig.get("K1", ReadLevel.LEASE)).getValue().toStringUtf8())
                    .isEqualTo("12");

            StatusResponse status = rig.admin(1).status(StatusRequest.getDefaultInstance());
            assertThat(status.getEntries()).isEqualTo(2);
            assertThat(status.getMapIndex()).isEqualTo(3);
            assertThat(status.getMapChecksum()).hasSize(64);
            StatusResponse withoutMap = rig.admin(1)
                    .status(StatusRequest.newBuilder().setWithoutMap(true).build());
            assertThat(withoutMap)
                    .isEqualTo(status.toBuilder()
                            .clearEntries()
                            .clearMapChecksum()
                            .clearMapIndex()
                            .build());
        }
    }

    @Test
    void echoAnswersAndKeepsNothing() throws Exception {
        try (Rig rig = new Rig(new EchoBackend(), 2, DEFAULTS)) {
            assertThat(rig.kv(2).put(Rig.put("K1", "1")).getSuccess()).isTrue();
            assertThat(rig.kv(1).append(Rig.append("K1", "1")).getFound()).isFalse();
            assertThat(rig.kv(1).get(Rig.get("K1", ReadLevel.LOG_READ)).getFound())
                    .isFalse();
            assertThat(rig.admin(1).stats(StatsRequest.getDefaultInstance()).getOperationsMap())
                    .containsAllEntriesOf(Map.of("put", 1L, "append", 1L, "get", 1L, "errors", 0L));
        }
    }

    @Test
    void statusTellsSettingsAndVersions() throws Exception {
        try (Rig rig = new Rig(backend, 2, DEFAULTS.withHandler(HandlerConfig.fixed(HandlerStyle.BLOCKING, 3)))) {
            StatusResponse status = rig.admin(2).status(StatusRequest.getDefaultInstance());
            assertThat(status.getRole()).isEqualTo(Role.FOLLOWER);
            assertThat(status.getLeaderId()).isEqualTo("n1");
            assertThat(status.getLeaderEndpoint()).isEqualTo(rig.peers.get(0).kvEndpoint());
            assertThat(status.getReady()).isTrue();
            assertThat(status.getTerm()).isEqualTo(3);
            assertThat(status.getSettingsMap())
                    .containsEntry("handler", "blocking")
                    .containsEntry("executor", "fixed")
                    .containsEntry("server_threads", "3")
                    .containsEntry("route", "forward")
                    .containsEntry("proposals_in_flight_max", "4096")
                    .containsEntry("backend.depth", "7")
                    .containsEntry("election_timeout_max_millis", "2000")
                    .containsEntry("sessions_max", "10000")
                    .containsEntry("bind_host", "127.0.0.1")
                    // The scripted backend keeps no log.
                    .containsEntry("fixed.fsync_log_before_acknowledging", "false")
                    .containsEntry("fixed.snapshots", "none")
                    .containsEntry("fixed.scripted.sync", "never")
                    .containsEntry("fixed.value_bytes_max", "1048576");
            assertThat(status.getVersionsMap())
                    .containsEntry("library", "Scripted 1")
                    .containsEntry("java", System.getProperty("java.version"))
                    .hasEntrySatisfying("grpc", version -> assertThat(version).matches("\\d+\\.\\d+\\.\\d+.*"))
                    .hasEntrySatisfying(
                            "raftmark", version -> assertThat(version).matches("\\d+\\..*"));
        }
    }

    @Test
    void statsTellTheProcess() throws Exception {
        try (Rig rig = new Rig(backend, 1, DEFAULTS)) {
            StatsResponse stats = rig.admin(1).stats(StatsRequest.getDefaultInstance());
            assertThat(stats.getPid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(stats.getProcessCpuSeconds()).isPositive();
            assertThat(stats.getLibraryMetricsMap()).containsEntry("answer_count", 42.0);
            // A sandbox may have a /proc without the one or the other.
            java.nio.file.Path file = java.nio.file.Path.of("/proc/self/status");
            String status = java.nio.file.Files.exists(file) ? java.nio.file.Files.readString(file) : "";
            assertThat(stats.hasVoluntaryContextSwitches()).isEqualTo(status.contains("\nvoluntary_ctxt_switches:"));
            assertThat(stats.hasInvoluntaryContextSwitches())
                    .isEqualTo(status.contains("\nnonvoluntary_ctxt_switches:"));
            assertThat(stats.getResidentBytes() > 0).isEqualTo(status.contains("\nVmRSS:"));
        }
    }

    @Test
    void administrativeFailuresCarryTheirOutcome() throws Exception {
        try (Rig rig = new Rig(backend, 2, DEFAULTS)) {
            ScriptedBackend.Node leader = backend.nodes.get(Rig.id(1));
            assertThat(rig.admin(1).transferLeader(transfer("n2")).getLeaderId())
                    .isEqualTo("n2");
            assertThat(rig.admin(1)
                            .snapshot(SnapshotRequest.getDefaultInstance())
                            .getAppliedIndex())
                    .isEqualTo(10);

            Rig.Failed unknown = Rig.Failed.of(() -> rig.admin(1).transferLeader(transfer("n9")));
            assertThat(unknown.row()).isEqualTo("INVALID_ARGUMENT refused");
            assertThat(unknown.message()).contains("target_id", "n9");

            leader.onTransfer = CompletableFuture.failedFuture(new TimeoutException("not within 5 s"));
            assertThat(Rig.Failed.of(() -> rig.admin(1).transferLeader(transfer("n2")))
                            .row())
                    .isEqualTo("ABORTED unknown");
            leader.onTransfer = CompletableFuture.failedFuture(new raftmark.kv.spi.NotLeaderException(Rig.id(2)));
            Rig.Failed redirected = Rig.Failed.of(() -> rig.admin(1).transferLeader(transfer("n2")));
            assertThat(redirected.row()).isEqualTo("FAILED_PRECONDITION refused");
            assertThat(redirected.leader()).isEqualTo(rig.peers.get(1).kvEndpoint());

            IllegalArgumentException impossible = new IllegalArgumentException("n2 cannot lead");
            leader.onTransfer = CompletableFuture.failedFuture(impossible);
            assertThat(Rig.Failed.of(() -> rig.admin(1).transferLeader(transfer("n2")))
                            .row())
                    .isEqualTo("INVALID_ARGUMENT refused");
            // A snapshot takes no argument, so that it is the server's fault.
            leader.onSnapshot = CompletableFuture.failedFuture(impossible);
            assertThat(Rig.Failed.of(() -> rig.admin(1).snapshot(SnapshotRequest.getDefaultInstance()))
                            .row())
                    .isEqualTo("ABORTED unknown");
        }
    }

    @Test
    void aMethodThatDoesNotExistIsRefusedWithItsOutcome() throws Exception {
        try (Rig rig = new Rig(backend, 1, DEFAULTS)) {
            for (String name : List.of("raftmark.kv.v1.KeyValue/Delete", "no.such.Service/Call")) {
                MethodDescriptor<PutRequest, PutResponse> method = KeyValueGrpc.getPutMethod().toBuilder()
                        .setFullMethodName(name)
                        .build();
                Rig.Failed failed = Rig.Failed.of(() -> ClientCalls.blockingUnaryCall(
                        rig.channel(1),
                        method,
                        CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
                        Rig.put("k", "v")));
                assertThat(failed.row()).isEqualTo("UNIMPLEMENTED refused");
                assertThat(failed.message()).contains(name);
            }
        }
    }

    private static TransferLeaderRequest transfer(String target) {
        return TransferLeaderRequest.newBuilder().setTargetId(target).build();
    }

    @Test
    void healthFollowsReadiness() throws Exception {
        try (Rig rig = new Rig(backend, 1, DEFAULTS)) {
            assertThat(health(rig, "")).isEqualTo(ServingStatus.SERVING);
            backend.nodes.get(Rig.id(1)).ready = false;
            assertThat(health(rig, "")).isEqualTo(ServingStatus.NOT_SERVING);
            assertThat(health(rig, "raftmark.kv.v1.KeyValue")).isEqualTo(ServingStatus.NOT_SERVING);
            assertThat(health(rig, "raftmark.kv.v1.Admin")).isEqualTo(ServingStatus.SERVING);
            assertThat(Rig.Failed.of(() -> health(rig, "no.such.Service")).row())
                    .isEqualTo("NOT_FOUND refused");
            assertThat(Rig.Failed.of(() -> HealthGrpc.newBlockingStub(rig.channel(1))
                                    .withDeadlineAfter(Duration.ofSeconds(10))
                                    .watch(HealthCheckRequest.getDefaultInstance())
                                    .forEachRemaining(status -> {}))
                            .row())
                    .isEqualTo("UNIMPLEMENTED refused");
        }
    }

    private static ServingStatus health(Rig rig, String service) {
        return HealthGrpc.newBlockingStub(rig.channel(1))
                .withDeadlineAfter(Duration.ofSeconds(10))
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    @Test
    void reflectionListsTheServices() throws Exception {
        try (Rig rig = new Rig(backend, 1, DEFAULTS)) {
            CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
            StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(rig.channel(1))
                    .serverReflectionInfo(new StreamObserver<>() {
                        @Override
                        public void onNext(ServerReflectionResponse response) {
                            answer.complete(response);
                        }

                        @Override
                        public void onError(Throwable thrown) {
                            answer.completeExceptionally(thrown);
                        }

                        @Override
                        public void onCompleted() {}
                    });
            requests.onNext(
                    ServerReflectionRequest.newBuilder().setListServices("").build());
            List<String> services = answer.get(10, TimeUnit.SECONDS).getListServicesResponse().getServiceList().stream()
                    .map(service -> service.getName())
                    .toList();
            requests.onCompleted();
            assertThat(services)
                    .contains(
                            "raftmark.kv.v1.KeyValue",
                            "raftmark.kv.v1.Admin",
                            "grpc.health.v1.Health",
                            "grpc.reflection.v1.ServerReflection",
                            "grpc.reflection.v1alpha.ServerReflection");
        }
    }

    @Test
    void operationsArePrintedOneALine() throws Exception {
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        try (Rig rig = new Rig(new LocalBackend(), 2, DEFAULTS.withPrintOperations(true), lines::add)) {
            rig.kv(1).put(Rig.put("K1", "7"));
            rig.kv(1).append(Rig.append("K1", "a\nb"));
            rig.kv(1).get(Rig.get("K1", ReadLevel.LOG_READ));
            rig.kv(1).get(Rig.get("K2", ReadLevel.LOG_READ));
            rig.kv(1).put(Rig.put("K3", "x".repeat(4096)));
            rig.kv(1).put(Rig.put("K3", "x".repeat(4097)));
            Rig.Failed.of(() -> rig.kv(1).put(Rig.put("", "7")));
            rig.kv(2).append(Rig.append("K4", "7"));
            Rig.Failed.of(() -> rig.kv(1).put(Rig.put("k".repeat(4097), "7")));
        }
        assertThat(lines)
                .containsExactly(
                        "n1 Put(K1, \"7\") -> success",
                        "n1 Append(K1, \"a\\u000ab\") -> old value \"7\"",
                        "n1 Get(K1) -> value \"7a\\u000ab\"",
                        "n1 Get(K2) -> not found",
                        "n1 Put(K3, \"" + "x".repeat(4096) + "\") -> success",
                        "n1 Put(K3, \"" + "x".repeat(4096) + "\"… (4097 bytes)) -> success",
                        "n1 Put(, \"7\") -> INVALID_ARGUMENT (refused): key: is empty; it takes 1 to 4096 bytes of UTF-8",
                        "n1 Append(K4, \"7\") -> created",
                        "n2 (forwarded) Append(K4, \"7\") -> created",
                        "n1 Put(" + "k".repeat(4096)
                                + "… (4097 characters), \"7\") -> INVALID_ARGUMENT (refused): key: has"
                                + " 4097 bytes of UTF-8; the limit is 4096");
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (Rig rig = new Rig(backend, 1, DEFAULTS)) {
            Set<Thread> before = ownThreads();
            assertThatThrownBy(() -> FrontEnd.start(rig.nodes.get(Rig.id(1)), DEFAULTS))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on " + rig.peers.get(0).kvEndpoint())
                    // Why, in the system's language.
                    .hasMessageMatching(".*:\\d+: .+\\. Is another server running there\\?.*");
            await().untilAsserted(() -> assertThat(before).containsAll(ownThreads()));
        }
    }

    @Test
    void closeLeavesNoThreadAndNoPortEvenWithCallsThatNeverEnd() throws Exception {
        Set<Thread> before = ownThreads();
        List<raftmark.kv.spi.Peer> peers;
        try (Rig rig = new Rig(backend, 2, DEFAULTS.withHandler(HandlerConfig.fixed(HandlerStyle.BLOCKING, 2)))) {
            peers = rig.peers;
            var stub = raftmark.kv.v1.KeyValueGrpc.newFutureStub(rig.channel(1));
            var forwarding = raftmark.kv.v1.KeyValueGrpc.newFutureStub(rig.channel(2));
            for (int i = 0; i < 4; i++) {
                var unusedCall = stub.put(Rig.put("k", "v"));
                var unusedForward = forwarding.put(Rig.put("k", "v"));
            }
            backend.nodes.get(Rig.id(1)).nextSubmitted();
            backend.nodes.get(Rig.id(1)).nextSubmitted();
            long begin = System.nanoTime();
            for (FrontEnd frontEnd : rig.frontEnds.values()) {
                frontEnd.close();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
            await().untilAsserted(() -> assertThat(before).containsAll(ownThreads()));
        }
        assertThat(peers)
                .allSatisfy(peer -> assertThat(Ports.isFree(peer.kvPort())).isTrue());
    }

    @Test
    void impossibleSettingsAreRefusedWithTheWayOut() {
        assertThatThrownBy(() -> new HandlerConfig(HandlerStyle.BLOCKING, HandlerExecutor.DIRECT, 0))
                .hasMessageContaining("--handler blocking")
                .hasMessageContaining("--executor fixed");
        assertThatThrownBy(() -> new HandlerConfig(HandlerStyle.ASYNC, HandlerExecutor.CACHED, 4))
                .hasMessageContaining("--server-threads 4")
                .hasMessageContaining("cached");
        assertThatThrownBy(() -> new HandlerConfig(HandlerStyle.ASYNC, HandlerExecutor.FIXED, 0))
                .hasMessageContaining("--server-threads");
        assertThatThrownBy(() -> DEFAULTS.withGrpcIoThreads(0)).hasMessageContaining("grpcIoThreads 0");
        assertThatThrownBy(() -> DEFAULTS.withProposalsInFlightMax(0)).hasMessageContaining("proposalsInFlightMax 0");
        assertThatThrownBy(() -> Backends.named("nosuch"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'nosuch'")
                .hasMessageContaining("echo, local");
        raftmark.kv.spi.Peer peer = new raftmark.kv.spi.Peer(Rig.id(1), "127.0.0.1", 1, 2);
        for (String rung : Backends.names()) {
            assertThatThrownBy(() -> KvNode.start(
                            Backends.named(rung),
                            Rig.nodeConfig(List.of(peer), Rig.id(1), Map.of("depth", "1")),
                            MachineLimits.DEFAULT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("unknown backend option 'depth'");
        }
    }
}

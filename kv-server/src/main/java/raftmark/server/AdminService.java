package raftmark.server;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import raftmark.kv.machine.MapDigest;
import raftmark.kv.spi.BusyException;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.NodeStatus;
import raftmark.kv.spi.NotLeaderException;
import raftmark.kv.v1.AdminGrpc;
import raftmark.kv.v1.Role;
import raftmark.kv.v1.SnapshotRequest;
import raftmark.kv.v1.SnapshotResponse;
import raftmark.kv.v1.StatsRequest;
import raftmark.kv.v1.StatsResponse;
import raftmark.kv.v1.StatusRequest;
import raftmark.kv.v1.StatusResponse;
import raftmark.kv.v1.TransferLeaderRequest;
import raftmark.kv.v1.TransferLeaderResponse;
import raftmark.kv.wire.Outcome;

/** The administrative service of one server. Called on the admin executor; nothing in it waits. */
final class AdminService extends AdminGrpc.AdminImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(AdminService.class);

    private final KvNode node;
    private final Stats stats;
    private final Map<String, String> settings;
    private final Map<String, String> versions;

    AdminService(KvNode node, FrontEndConfig frontEnd, Stats stats) {
        this.node = node;
        this.stats = stats;
        this.settings = Settings.inForce(node, frontEnd);
        this.versions = Settings.versions(node);
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
        answer(observer, () -> currentStatus(request));
    }

    private StatusResponse currentStatus(StatusRequest request) {
        NodeStatus status = node.raft().status();
        StatusResponse.Builder response = StatusResponse.newBuilder()
                .setId(node.config().self().value())
                .setRole(role(status.role()))
                .setReady(status.ready())
                .setTerm(status.term())
                .setCommitIndex(status.commitIndex())
                .setAppliedIndex(status.appliedIndex())
                .setBackend(node.backend().name())
                .putAllVersions(versions)
                .putAllSettings(settings);
        if (!request.getWithoutMap()) {
            MapDigest digest = node.machine().digest();
            response.setEntries(digest.entries())
                    .setMapChecksum(digest.checksum())
                    .setMapIndex(digest.index());
        }
        NodeId leader = status.leader();
        if (leader != null) {
            response.setLeaderId(leader.value())
                    .setLeaderEndpoint(node.config().peer(leader).kvEndpoint());
        }
        return response.build();
    }

    private static Role role(NodeStatus.Role role) {
        return switch (role) {
            case LEADER -> Role.LEADER;
            case FOLLOWER -> Role.FOLLOWER;
            case CANDIDATE -> Role.CANDIDATE;
        };
    }

    @Override
    public void stats(StatsRequest request, StreamObserver<StatsResponse> observer) {
        answer(observer, stats::collect);
    }

    @Override
    public void transferLeader(TransferLeaderRequest request, StreamObserver<TransferLeaderResponse> observer) {
        NodeId target;
        try {
            target = node.config().peer(new NodeId(request.getTargetId())).id();
        } catch (IllegalArgumentException e) {
            fail(observer, targetRefused(e));
            return;
        }
        complete(
                observer,
                () -> node.raft().transferLeadership(target),
                () -> TransferLeaderResponse.newBuilder()
                        .setLeaderId(target.value())
                        .build(),
                // The backend's contract: it cannot hand over to that one.
                cause -> cause instanceof IllegalArgumentException ? targetRefused(cause) : failure(cause));
    }

    private static Failure targetRefused(Throwable cause) {
        return Failure.refused(Status.Code.INVALID_ARGUMENT, "target_id: " + cause.getMessage());
    }

    @Override
    public void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> observer) {
        // Taken before: the snapshot holds this index at least.
        long appliedIndex = node.raft().status().appliedIndex();
        complete(
                observer,
                () -> node.raft().snapshot(),
                () -> SnapshotResponse.newBuilder()
                        .setAppliedIndex(appliedIndex)
                        .build(),
                this::failure);
    }

    /** Answers what changes nothing, so that a failure is refused. */
    private static <R> void answer(StreamObserver<R> observer, Supplier<R> response) {
        R result;
        try {
            result = response.get();
        } catch (RuntimeException e) {
            LOG.warn("an administrative call failed", e);
            fail(observer, Failure.refused(Status.Code.INTERNAL, "the server failed unexpectedly: " + e));
            return;
        }
        observer.onNext(result);
        observer.onCompleted();
    }

    private <R> void complete(
            StreamObserver<R> observer,
            Supplier<CompletableFuture<Void>> work,
            Supplier<R> response,
            Function<Throwable, Failure> failure) {
        CompletableFuture<R> answer;
        try {
            answer = work.get().thenApply(done -> response.get());
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        var unused = answer.whenComplete((result, thrown) -> {
            if (thrown == null) {
                observer.onNext(result);
                observer.onCompleted();
            } else {
                fail(observer, failure.apply(Failure.cause(thrown)));
            }
        });
    }

    private Failure failure(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof NotLeaderException notLeader) {
            return notLeader
                    .hint()
                    .map(leader -> Failure.redirect(
                            message + ": ask it", node.config().peer(leader).kvEndpoint()))
                    .orElseGet(() -> Failure.refused(Status.Code.UNAVAILABLE, message));
        }
        if (cause instanceof BusyException) {
            return Failure.refused(Status.Code.RESOURCE_EXHAUSTED, message);
        }
        if (!(cause instanceof TimeoutException)) {
            LOG.warn("an administrative call failed", cause);
        }
        return new Failure(Status.ABORTED.withDescription(cause.toString()), Outcome.UNKNOWN, null);
    }

    private static void fail(StreamObserver<?> observer, Failure failure) {
        observer.onError(failure.status().asRuntimeException(failure.trailers()));
    }
}

package raftmark.server;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import raftmark.kv.spi.RaftNode;
import raftmark.kv.v1.AdminGrpc;
import raftmark.kv.v1.KeyValueGrpc;

/**
 * gRPC's health protocol. The whole server and the key/value service are SERVING when the node is a leader that accepts writes
 * or a follower that knows its leader; the administrative service always is. {@code Watch} is not offered, which the protocol
 * allows: a client asks again.
 */
final class HealthService extends HealthGrpc.HealthImplBase {
    private final RaftNode raft;

    HealthService(RaftNode raft) {
        this.raft = raft;
    }

    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
        String service = request.getService();
        boolean serving;
        if (service.equals(AdminGrpc.SERVICE_NAME)) {
            serving = true;
        } else if (service.isEmpty() || service.equals(KeyValueGrpc.SERVICE_NAME)) {
            serving = raft.status().ready();
        } else {
            Failure unknown = Failure.refused(
                    Status.Code.NOT_FOUND,
                    "service: '" + service + "' is not known; ask for '', " + KeyValueGrpc.SERVICE_NAME + " or "
                            + AdminGrpc.SERVICE_NAME);
            observer.onError(unknown.status().asRuntimeException(unknown.trailers()));
            return;
        }
        observer.onNext(HealthCheckResponse.newBuilder()
                .setStatus(serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING)
                .build());
        observer.onCompleted();
    }

    @Override
    public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
        Failure notOffered =
                Failure.refused(Status.Code.UNIMPLEMENTED, "Watch is not offered: call Check again and again");
        observer.onError(notOffered.status().asRuntimeException(notOffered.trailers()));
    }
}

package raftmark.kv.client;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import raftmark.kv.v1.AdminGrpc;
import raftmark.kv.v1.SnapshotRequest;
import raftmark.kv.v1.StatsRequest;
import raftmark.kv.v1.StatsResponse;
import raftmark.kv.v1.StatusRequest;
import raftmark.kv.v1.StatusResponse;
import raftmark.kv.v1.TransferLeaderRequest;
import raftmark.kv.wire.Outcome;

/**
 * The administrative service of one server. Blocking and thread-safe; nothing is retried. Each call fails with {@link
 * KvClientException}, at once if nobody listens, and at the latest when its deadline is over.
 */
public final class AdminClient implements AutoCloseable {
    private final String endpoint;
    private final ManagedChannel channel;
    private final AdminGrpc.AdminBlockingStub stub;

    /**
     * Connects at the first call.
     *
     * @param endpoint {@code host:port} of the server's key/value endpoint, which serves Admin too
     * @throws IllegalArgumentException if it is not of that form
     */
    public AdminClient(String endpoint) {
        this.endpoint = endpoint;
        this.channel = Channels.open(endpoint);
        this.stub = AdminGrpc.newBlockingStub(channel);
    }

    /**
     * The server's view of itself and of its group. The checksum in it makes the server read its whole map, if that has
     * changed since the last call: use {@link #role} for polling.
     */
    public StatusResponse status(Duration deadline) {
        return call("status", deadline, admin -> admin.status(StatusRequest.getDefaultInstance()));
    }

    /** Like {@link #status}, without entries, checksum and index of the map, which cost the server something. */
    public StatusResponse role(Duration deadline) {
        StatusRequest request = StatusRequest.newBuilder().setWithoutMap(true).build();
        return call("status", deadline, admin -> admin.status(request));
    }

    /** Counters since the server's start. */
    public StatsResponse stats(Duration deadline) {
        return call("stats", deadline, admin -> admin.stats(StatsRequest.getDefaultInstance()));
    }

    /** Asks the server, which must lead, to hand over; answers the new leader's id. */
    public String transferLeader(String targetId, Duration deadline) {
        TransferLeaderRequest request =
                TransferLeaderRequest.newBuilder().setTargetId(targetId).build();
        return call(
                "transfer of leadership to " + targetId,
                deadline,
                admin -> admin.transferLeader(request).getLeaderId());
    }

    /** Makes the server write a snapshot; answers the index up to which commands were applied then. */
    public long snapshot(Duration deadline) {
        return call(
                "snapshot",
                deadline,
                admin -> admin.snapshot(SnapshotRequest.getDefaultInstance()).getAppliedIndex());
    }

    private <T> T call(String what, Duration deadline, Function<AdminGrpc.AdminBlockingStub, T> method) {
        try {
            return method.apply(stub.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS));
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.UNAVAILABLE) {
                // Otherwise a server that was restarted stays unreachable for as long as gRPC backs off.
                channel.resetConnectBackoff();
            }
            Outcome outcome = Outcome.of(e.getTrailers());
            throw new KvClientException(
                    what + " failed at " + endpoint + ": " + Failures.describe(e.getStatus()) + ". Outcome "
                            + outcome.trailer()
                            + ": check that a server listens there, and what its log says",
                    outcome,
                    e.getStatus().getCode(),
                    e);
        }
    }

    /** Ends calls in progress and closes the connection. */
    @Override
    public void close() {
        Channels.close(List.of(channel));
    }
}

package raftmark.ratis;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;

/**
 * Makes requests to the local server. Every request is a client's first attempt, under a call id of its own: Ratis' retry
 * cache plays no part in our exactly-once semantics.
 */
final class GroupClient {
    private final ClientId clientId = ClientId.randomId();
    private final AtomicLong callIds = new AtomicLong();
    private final RaftPeerId self;
    private final RaftGroupId group;

    GroupClient(RaftPeerId self, RaftGroupId group) {
        this.self = self;
        this.group = group;
    }

    /** A write through the log. */
    RaftClientRequest write(Message message) {
        return request(message, RaftClientRequest.writeRequestType());
    }

    /** A read that waits for the read index. */
    RaftClientRequest read() {
        return request(Message.EMPTY, RaftClientRequest.readRequestType());
    }

    /** A hand-over of the leadership. */
    TransferLeadershipRequest transferLeadership(RaftPeerId target, long timeoutMillis) {
        return new TransferLeadershipRequest(clientId, self, group, callIds.incrementAndGet(), target, timeoutMillis);
    }

    /** A snapshot, unless there is one at the applied index already. */
    SnapshotManagementRequest snapshot(long timeoutMillis) {
        return SnapshotManagementRequest.newCreate(clientId, self, group, callIds.incrementAndGet(), timeoutMillis, 1);
    }

    private RaftClientRequest request(Message message, RaftClientRequest.Type type) {
        return RaftClientRequest.newBuilder()
                .setClientId(clientId)
                .setServerId(self)
                .setGroupId(group)
                .setCallId(callIds.incrementAndGet())
                .setMessage(message)
                .setType(type)
                .build();
    }
}

package raftmark.kv.client;

import java.util.function.Supplier;
import raftmark.kv.v1.RequestId;

/**
 * The client's end of an exactly-once session: one client id with a growing sequence. Not thread-safe: who uses it holds the
 * client's write lock from {@link #next} to {@link #succeeded} or {@link #failed}.
 *
 * <p>The state machine accepts an unknown client at sequence 1 only. So a session whose first request failed cannot go on at
 * sequence 2, and must not use 1 for another request, which might be answered with the first one's reply: it is replaced.
 * Later on a failed request's sequence is skipped, which also keeps a delayed attempt from being applied after its
 * successor.
 */
final class Session {
    private final Supplier<String> freshIds;
    private String clientId;
    private long sequence = 1;

    Session(String clientId, Supplier<String> freshIds) {
        this.clientId = clientId;
        this.freshIds = freshIds;
    }

    RequestId next() {
        return RequestId.newBuilder()
                .setClientId(clientId)
                .setSequence(sequence)
                .build();
    }

    void succeeded() {
        sequence++;
    }

    /** @param lost whether the servers no longer know the session */
    void failed(boolean lost) {
        if (lost || sequence == 1) {
            clientId = freshIds.get();
            sequence = 1;
        } else {
            sequence++;
        }
    }
}

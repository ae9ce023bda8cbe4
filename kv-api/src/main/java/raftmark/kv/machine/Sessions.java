package raftmark.kv.machine;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last sequence and reply of each client, bounded in number and in bytes of replies. The least recently used by log
 * order leaves first, so every replica evicts the same; a repeated request is a use, a refused one is not. What the bounds
 * mean to a client that retries is said at {@link KvStateMachine}. Not thread-safe: the state machine's.
 */
final class Sessions {
    private final MachineLimits limits;
    private final LinkedHashMap<String, Session> byUse = new LinkedHashMap<>();
    private long replyBytes;

    Sessions(MachineLimits limits) {
        this.limits = limits;
    }

    /** A client's last request. */
    record Session(long sequence, byte[] reply) {}

    /** What a request id means to the session table. */
    sealed interface Admission permits Fresh, Repeated, Refused {}

    /** To be executed. */
    record Fresh() implements Admission {}

    /** Executed before: the cached reply. */
    record Repeated(byte[] reply) implements Admission {}

    /** Not to be executed. */
    record Refused(Reply.Status status) implements Admission {}

    Admission admit(Command.SessionRequest request) {
        Session session = byUse.get(request.clientId());
        if (session == null) {
            return request.sequence() == 1 ? new Fresh() : new Refused(Reply.Status.SESSION_EXPIRED);
        }
        if (request.sequence() == session.sequence()) {
            return new Repeated(session.reply());
        }
        return request.sequence() > session.sequence() ? new Fresh() : new Refused(Reply.Status.STALE_SEQUENCE);
    }

    /** Makes the client the most recently used. */
    void touch(String clientId) {
        Session session = byUse.remove(clientId);
        if (session != null) {
            byUse.put(clientId, session);
        }
    }

    void remember(Command.SessionRequest request, byte[] reply) {
        restore(request.clientId(), new Session(request.sequence(), reply));
        Iterator<Map.Entry<String, Session>> oldest = byUse.entrySet().iterator();
        // The session just used stays, whatever its reply weighs: its retry must find it.
        while (byUse.size() > 1
                && (byUse.size() > limits.sessionsMax() || replyBytes > limits.sessionReplyBytesMax())) {
            replyBytes -= oldest.next().getValue().reply().length;
            oldest.remove();
        }
    }

    /** Puts a session at the most recently used end, evicting nothing: for loading a snapshot in its order. */
    void restore(String clientId, Session session) {
        @Nullable Session before = byUse.remove(clientId);
        replyBytes += session.reply().length - (before == null ? 0 : before.reply().length);
        byUse.put(clientId, session);
    }

    /** Least recently used first. */
    Iterable<Map.Entry<String, Session>> inOrderOfUse() {
        return byUse.entrySet();
    }

    int size() {
        return byUse.size();
    }
}

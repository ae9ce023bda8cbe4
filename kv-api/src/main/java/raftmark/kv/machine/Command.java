package raftmark.kv.machine;

import org.jspecify.annotations.Nullable;

/** A write as the state machine sees it. */
public sealed interface Command {
    /** The key that it writes. */
    String key();

    /** The request id, null for at-least-once. */
    @Nullable
    SessionRequest request();

    /** Sets the value. The array is the command's own: nobody changes it. */
    record Put(String key, byte[] value, @Nullable SessionRequest request) implements Command {}

    /** Appends to the value, creating it if missing. The array is the command's own: nobody changes it. */
    record Append(String key, byte[] args, @Nullable SessionRequest request) implements Command {}

    /**
     * A request id within the replicated log.
     *
     * @param clientId 1 to 128 bytes of UTF-8
     * @param sequence from 1; unsigned values beyond 2^63-1 are refused at the door
     */
    record SessionRequest(String clientId, long sequence) {
        /** @throws IllegalArgumentException if the client id is empty, which means no request id, or the sequence is not positive */
        public SessionRequest {
            if (clientId.isEmpty()) {
                throw new IllegalArgumentException("clientId is empty");
            }
            if (sequence < 1) {
                throw new IllegalArgumentException("sequence " + sequence + " is not positive");
            }
        }
    }
}

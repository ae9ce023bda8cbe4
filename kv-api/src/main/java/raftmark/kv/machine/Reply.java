package raftmark.kv.machine;

/**
 * What a command answered.
 *
 * @param status what became of it
 * @param found whether the key existed before; meaningful for {@link Status#OK}
 * @param oldValue the value before an Append; empty for a Put, or if the key did not exist
 */
public record Reply(Status status, boolean found, byte[] oldValue) {
    /** What became of a command. The order is part of the encoding. */
    public enum Status {
        OK,
        /** The Append would have passed the cap of the accumulated value; nothing changed. */
        VALUE_TOO_LARGE,
        /** The client's session is unknown and the sequence is not 1: its replies were evicted. Nothing changed. */
        SESSION_EXPIRED,
        /** A sequence below the client's last one. Nothing changed. */
        STALE_SEQUENCE,
        /** The bytes are no command. Nothing changed. */
        MALFORMED
    }
}

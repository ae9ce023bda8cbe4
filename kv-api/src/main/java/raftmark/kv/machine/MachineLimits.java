package raftmark.kv.machine;

/**
 * Bounds that every replica must share for as long as the cluster's data lives, because they decide what a command does:
 * replicas with different bounds diverge. Change them on a new cluster only.
 *
 * @param appendedValueBytesMax cap of a value that Append accumulates, in bytes
 * @param sessionsMax client sessions kept for exactly-once; the least recently used leaves first
 * @param sessionReplyBytesMax bytes of cached replies over all sessions
 */
public record MachineLimits(int appendedValueBytesMax, int sessionsMax, long sessionReplyBytesMax) {
    /** 1 MiB of accumulated value, 10,000 sessions, 64 MiB of cached replies. */
    public static final MachineLimits DEFAULT = new MachineLimits(1024 * 1024, 10_000, 64L * 1024 * 1024);

    /** @throws IllegalArgumentException if a bound is not positive, or a value could not be sent in one message */
    public MachineLimits {
        if (appendedValueBytesMax < 1 || appendedValueBytesMax > 8 * 1024 * 1024) {
            throw new IllegalArgumentException(
                    "appendedValueBytesMax " + appendedValueBytesMax + " is not within 1 to 8388608 (8 MiB)");
        }
        if (sessionsMax < 1) {
            throw new IllegalArgumentException("sessionsMax " + sessionsMax + " is not positive");
        }
        if (sessionReplyBytesMax < 1) {
            throw new IllegalArgumentException("sessionReplyBytesMax " + sessionReplyBytesMax + " is not positive");
        }
    }
}

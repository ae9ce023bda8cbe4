package raftmark.bench.record;

/**
 * Requests that had no answer when the measured window ended.
 *
 * @param throughoutWindow how many were out since before the window began: each counts as an error, for it hung all the time
 * @param oldestNanos time since the oldest one was to be sent, in an open loop one that is not sent yet included; 0 if there
 *     is none
 */
public record Unanswered(int throughoutWindow, long oldestNanos) {
    /** No request is out. */
    public static final Unanswered NONE = new Unanswered(0, 0);
}

package raftmark.server;

/** What a handler thread does while the log commits. */
public enum HandlerStyle {
    /** It waits, as the lab's Python server does: one thread, one operation in flight. */
    BLOCKING,
    /** It returns at once; the backend's completing thread answers the call. */
    ASYNC
}

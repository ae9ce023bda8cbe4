package raftmark.server;

/** The executor on which gRPC calls the key/value service. */
public enum HandlerExecutor {
    /** None: the event loop that read the request calls the service. */
    DIRECT,
    /** A pool of {@code --server-threads} threads. */
    FIXED,
    /** A pool that grows by a thread whenever none is idle; idle ones end after a minute. */
    CACHED,
    /** A virtual thread per task (JDK 21 and later). */
    VIRTUAL
}

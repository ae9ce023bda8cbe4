package raftmark.server;

/** What a server that does not lead does with a request that only the leader can answer. */
public enum Route {
    /** It asks the leader and passes its answer on. */
    FORWARD,
    /** It answers FAILED_PRECONDITION with the leader's address in the trailer {@code raftmark-leader}. */
    REDIRECT
}

package raftmark.bench.spec;

/** Where clients send their requests. */
public enum Target {
    /** To the leader only, as every thread experiment does. */
    LEADER,
    /** To any server, drawn anew for each request. */
    ANY
}

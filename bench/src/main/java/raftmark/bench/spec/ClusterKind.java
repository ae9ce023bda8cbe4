package raftmark.bench.spec;

/** Where the servers run. */
public enum ClusterKind {
    /** Three nodes in the harness' own JVM. */
    EMBEDDED,
    /** One JVM a node, on this machine. */
    PROCESSES,
    /** Servers started elsewhere; the command line gives their addresses. */
    REMOTE
}

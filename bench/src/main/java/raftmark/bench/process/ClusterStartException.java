package raftmark.bench.process;

/** A cluster did not become ready; the message says which node failed and shows the end of its log. */
public final class ClusterStartException extends Exception {
    private static final long serialVersionUID = 1L;

    public ClusterStartException(String message) {
        super(message);
    }
}

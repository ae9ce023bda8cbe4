package raftmark.kv.spi;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The node does not lead, or does not yet accept writes: the command is proven not appended. */
public final class NotLeaderException extends RaftFailure {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable NodeId hint;

    /** @param hint who leads as far as the node knows, null if it knows nobody */
    public NotLeaderException(@Nullable NodeId hint) {
        super(hint == null ? "not the leader, and no leader is known" : "not the leader; " + hint + " leads", null);
        this.hint = hint;
    }

    /** Who leads, as far as the node knows. */
    public Optional<NodeId> hint() {
        return Optional.ofNullable(hint);
    }
}

package raftmark.kv.spi;

import org.jspecify.annotations.Nullable;

/**
 * One node's view of its group at one moment.
 *
 * @param role what it takes itself for
 * @param ready a leader that accepts writes, or a follower that knows its leader
 * @param term its current term; a library may tell it only with the next change of leader, so during an election it
 *     may still be the one before
 * @param leader whom it takes for the leader, null if it knows none
 * @param commitIndex highest log index known to be committed
 * @param appliedIndex highest log index applied here
 */
public record NodeStatus(
        Role role, boolean ready, long term, @Nullable NodeId leader, long commitIndex, long appliedIndex) {
    /** The roles of Raft; a pre-candidate counts as a candidate. */
    public enum Role {
        LEADER,
        FOLLOWER,
        CANDIDATE
    }

    /** A leader that accepts writes. */
    public boolean leads() {
        return role == Role.LEADER && ready;
    }
}

/**
 * The replicated state machine: commands and replies as bytes, the map, exactly-once sessions (Raft thesis, section 6.3) and
 * snapshots. Common to all backends.
 */
@NullMarked
package raftmark.kv.machine;

import org.jspecify.annotations.NullMarked;

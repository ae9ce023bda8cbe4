/**
 * The backend SPI: what a Raft library must offer to stand behind the key/value front end. A backend is found by
 * {@link java.util.ServiceLoader} as a {@link raftmark.kv.spi.RaftBackend}; it meets the state machine only as a {@link
 * raftmark.kv.spi.ReplicatedStateMachine}, and never sees the front end.
 */
@NullMarked
package raftmark.kv.spi;

import org.jspecify.annotations.NullMarked;

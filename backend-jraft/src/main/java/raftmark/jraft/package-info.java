/**
 * SOFA-JRaft 1.4.1 behind the backend SPI. {@link raftmark.jraft.JRaftBackend} starts a {@code JRaftNode}, which is put together from
 * small parts: {@code Setting} (the options), {@code DataDirectory} (whose data it is), {@code BoltTransport} (the Raft port),
 * {@code StateMachineDriver} (apply and snapshots), {@code Leadership} (who leads), {@code Proposals} (writes), {@code ReadBarriers},
 * {@code LeaderTransfer} and {@code Snapshots}.
 */
@NullMarked
package raftmark.jraft;

import org.jspecify.annotations.NullMarked;

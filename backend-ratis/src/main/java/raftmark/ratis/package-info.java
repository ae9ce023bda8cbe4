/**
 * Apache Ratis behind the SPI: one {@link raftmark.ratis.RatisNode} is one Ratis server with one group. {@link
 * raftmark.ratis.Proposals} is the write path, {@link raftmark.ratis.ReadBarriers} the read path, {@link
 * raftmark.ratis.StateMachineAdapter} what Ratis' apply thread calls, and {@link raftmark.ratis.RatisOptions} every
 * setting that a user may change.
 */
@NullMarked
package raftmark.ratis;

import org.jspecify.annotations.NullMarked;

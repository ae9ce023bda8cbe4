/**
 * Servers as processes of this machine: {@link raftmark.bench.process.ServerProcesses} starts one JVM per node that runs
 * {@code raftmark serve}, waits until a leader accepts writes, kills and restarts single nodes, and leaves nothing
 * behind. What a data directory belongs to is written beside the data, so that it is never opened as something else.
 */
@NullMarked
package raftmark.bench.process;

import org.jspecify.annotations.NullMarked;

package raftmark.bench.process;

import raftmark.kv.spi.NodeId;

/**
 * A server process that ended.
 *
 * @param id which node it was
 * @param pid its process id
 * @param exitCode what it ended with; 128 + n where signal n ended it
 * @param requested whether {@link ServerProcesses} was asked to end it
 */
public record ServerExit(NodeId id, long pid, int exitCode, boolean requested) {
    /** As in {@code exit code 1} or {@code signal 9}. */
    public String reason() {
        return exitCode > 128 && exitCode < 160 ? "signal " + (exitCode - 128) : "exit code " + exitCode;
    }
}

package raftmark.bench.process;

import raftmark.kv.spi.NodeId;

/** Takes the lines that servers print to standard output, each from its own thread. */
@FunctionalInterface
public interface ServerOutput {
    /** One line, without its end. */
    void line(NodeId id, String line);
}

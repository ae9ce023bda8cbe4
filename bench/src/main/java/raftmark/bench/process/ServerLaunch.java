package raftmark.bench.process;

import java.nio.file.Path;
import java.util.List;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.Peer;

/**
 * What {@link ServerProcesses} is to start.
 *
 * @param settings what all servers have in common
 * @param clusterId name of the Raft group
 * @param peers the servers, all on this machine
 * @param dataDirectory holds one directory per node, named by its id
 * @param logDirectory holds one file per node, {@code <id>.log}; appended to
 */
public record ServerLaunch(
        ServerSettings settings, String clusterId, List<Peer> peers, Path dataDirectory, Path logDirectory) {
    /** @throws IllegalArgumentException if there are no peers */
    public ServerLaunch {
        peers = List.copyOf(peers);
        if (peers.isEmpty()) {
            throw new IllegalArgumentException("peers: a cluster needs at least one node");
        }
    }

    /** The directory of one node. */
    public Path nodeDirectory(NodeId id) {
        return dataDirectory.resolve(id.value());
    }

    /** The log file of one node: its standard output and error. */
    public Path logFile(NodeId id) {
        return logDirectory.resolve(id + ".log");
    }

    NodeLayout layout(NodeId id) {
        return new NodeLayout(settings.backend(), clusterId, id, peers, settings.limits());
    }
}

package raftmark.server;

import java.nio.file.Path;
import java.util.Map;
import raftmark.kv.machine.MachineLimits;

/**
 * An embedded cluster.
 *
 * @param backend name of the backend, see {@link Backends}
 * @param nodes how many, 1 to 9
 * @param dataDirectory each node has a directory in it, named after its id
 * @param backendOptions options of the backend as given
 * @param limits bounds of the state machine
 * @param frontEnd settings of every front end
 */
public record EmbeddedClusterConfig(
        String backend,
        int nodes,
        Path dataDirectory,
        Map<String, String> backendOptions,
        MachineLimits limits,
        FrontEndConfig frontEnd) {
    private static final int NODES_MAX = 9;

    /** @throws IllegalArgumentException if the number of nodes is out of its range */
    public EmbeddedClusterConfig {
        backendOptions = Map.copyOf(backendOptions);
        if (nodes < 1 || nodes > NODES_MAX) {
            throw new IllegalArgumentException("nodes " + nodes + " is not within 1 to " + NODES_MAX);
        }
    }

    /** Three nodes, no backend options, default limits and front end. */
    public static EmbeddedClusterConfig of(String backend, Path dataDirectory) {
        return new EmbeddedClusterConfig(
                backend, 3, dataDirectory, Map.of(), MachineLimits.DEFAULT, FrontEndConfig.defaults());
    }

    public EmbeddedClusterConfig withNodes(int value) {
        return new EmbeddedClusterConfig(backend, value, dataDirectory, backendOptions, limits, frontEnd);
    }

    public EmbeddedClusterConfig withBackendOptions(Map<String, String> value) {
        return new EmbeddedClusterConfig(backend, nodes, dataDirectory, value, limits, frontEnd);
    }

    public EmbeddedClusterConfig withLimits(MachineLimits value) {
        return new EmbeddedClusterConfig(backend, nodes, dataDirectory, backendOptions, value, frontEnd);
    }

    public EmbeddedClusterConfig withFrontEnd(FrontEndConfig value) {
        return new EmbeddedClusterConfig(backend, nodes, dataDirectory, backendOptions, limits, value);
    }
}

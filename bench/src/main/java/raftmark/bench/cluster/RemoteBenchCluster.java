package raftmark.bench.cluster;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import raftmark.bench.spec.Cell;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.v1.StatusResponse;
import raftmark.server.Backends;

/** Servers that were started elsewhere, by their addresses. They are used as they are, and never stopped. */
public final class RemoteBenchCluster extends PolledCluster {
    private final List<String> endpoints;

    private RemoteBenchCluster(List<String> endpoints) {
        super(endpoints);
        this.endpoints = List.copyOf(endpoints);
    }

    /**
     * Connects, and checks that the servers are what the configuration says.
     *
     * @throws IOException if a server cannot be reached, runs another backend or other settings, or none leads
     */
    public static RemoteBenchCluster connect(Cell cell, List<String> endpoints) throws IOException {
        if (endpoints.size() != cell.nodes()) {
            throw new IOException("cluster remote: " + endpoints.size() + " endpoints are given, but nodes is "
                    + cell.nodes() + ": set --endpoints and --set nodes alike");
        }
        RemoteBenchCluster cluster = new RemoteBenchCluster(endpoints);
        try {
            for (Map.Entry<String, StatusResponse> server :
                    cluster.admin().statuses().entrySet()) {
                String backend = server.getValue().getBackend();
                if (!backend.equals(cell.backend())) {
                    throw new IOException("the server at " + server.getKey() + " runs backend " + backend + ", not "
                            + cell.backend() + ": use --set backend=" + backend);
                }
                checkSettings(server.getKey(), server.getValue().getSettingsMap(), cell);
            }
            cluster.leaderEndpoint();
            return cluster;
        } catch (IOException | RuntimeException refused) {
            cluster.close();
            throw refused;
        }
    }

    /** Nobody here can change a remote server: a row must not claim a level that it does not run at. */
    private static void checkSettings(String endpoint, Map<String, String> settings, Cell cell) throws IOException {
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("handler", cell.handler().style().name().toLowerCase(Locale.ROOT));
        expected.put("executor", cell.handler().executor().name().toLowerCase(Locale.ROOT));
        expected.put("server_threads", Integer.toString(cell.handler().serverThreads()));
        expected.put("route", cell.route().name().toLowerCase(Locale.ROOT));
        expected.put("grpc_io_threads", Integer.toString(cell.grpcIoThreads()));
        expected.put("jit", cell.jit().name().toLowerCase(Locale.ROOT));
        expected.put("election_timeout_min_millis", Long.toString(NodeConfig.ELECTION_TIMEOUT_MIN.toMillis()));
        expected.put("election_timeout_max_millis", Long.toString(NodeConfig.ELECTION_TIMEOUT_MAX.toMillis()));
        // Defaults too: a server that was given an option that the configuration does not name is another
        // configuration.
        Backends.named(cell.backend())
                .capabilities()
                .resolve(cell.backendOptions())
                .forEach((key, value) -> expected.put("backend." + key, value));
        for (Map.Entry<String, String> setting : expected.entrySet()) {
            String actual = settings.getOrDefault(setting.getKey(), "not known");
            if (!actual.equals(setting.getValue())) {
                throw new IOException("the server at " + endpoint + " runs with " + setting.getKey() + " " + actual
                        + ", not " + setting.getValue()
                        + ": start the servers with what the configuration says, or narrow the experiment by --set");
            }
        }
    }

    @Override
    public List<String> endpoints() {
        return endpoints;
    }
}

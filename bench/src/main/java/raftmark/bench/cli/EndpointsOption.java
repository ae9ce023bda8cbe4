package raftmark.bench.cli;

import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import raftmark.kv.client.Channels;

/** The servers that a client command talks to. */
final class EndpointsOption {
    @Option(
            names = "--endpoints",
            required = true,
            split = ",",
            paramLabel = "HOST:PORT",
            description = "The servers, separated by commas, as the line 'ready' shows them.")
    private List<String> endpoints = new ArrayList<>();

    /**
     * The endpoints, checked.
     *
     * @throws IllegalArgumentException naming the one that is not host:port
     */
    List<String> checked() {
        check(endpoints);
        return List.copyOf(endpoints);
    }

    /** @throws IllegalArgumentException naming the one that is not host:port */
    static void check(List<String> endpoints) {
        for (String endpoint : endpoints) {
            ManagedChannel channel = Channels.open(endpoint);
            channel.shutdownNow();
        }
    }
}

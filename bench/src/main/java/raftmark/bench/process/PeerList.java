package raftmark.bench.process;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.Peer;
import raftmark.server.Ports;

/** The members of a cluster as text, {@code n1=host:kvPort:raftPort,n2=…}, and the ways to lay them out on one machine. */
public final class PeerList {
    private static final int PORT_MAX = 65_535;

    private PeerList() {}

    /**
     * Reads {@code n1=host:kvPort:raftPort,n2=…}; the order is kept. An IPv6 host stands in brackets.
     *
     * @throws IllegalArgumentException naming the entry that is wrong, and how one looks
     */
    public static List<Peer> parse(String text) {
        List<Peer> peers = new ArrayList<>();
        for (String entry : text.split(",", -1)) {
            peers.add(parseOne(entry.strip(), text));
        }
        return List.copyOf(peers);
    }

    private static Peer parseOne(String entry, String text) {
        int equals = entry.indexOf('=');
        int raftColon = entry.lastIndexOf(':');
        int kvColon = raftColon < 0 ? -1 : entry.lastIndexOf(':', raftColon - 1);
        if (equals < 1 || kvColon <= equals + 1) {
            throw new IllegalArgumentException("peers: '" + entry + "' in '" + text
                    + "' is not id=host:kvPort:raftPort, for instance n1=127.0.0.1:7001:7004");
        }
        return new Peer(
                new NodeId(entry.substring(0, equals)),
                entry.substring(equals + 1, kvColon),
                port(entry, entry.substring(kvColon + 1, raftColon)),
                port(entry, entry.substring(raftColon + 1)));
    }

    private static int port(String entry, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("peers: '" + text + "' in '" + entry + "' is not a port number", e);
        }
    }

    /** What {@link #parse} reads back. */
    public static String format(List<Peer> peers) {
        return peers.stream()
                .map(peer -> peer.id() + "=" + peer.host() + ":" + peer.kvPort() + ":" + peer.raftPort())
                .collect(Collectors.joining(","));
    }

    /** The key/value endpoints, {@code host:port,host:port}. */
    public static String endpoints(List<Peer> peers) {
        return peers.stream().map(Peer::kvEndpoint).collect(Collectors.joining(","));
    }

    /** Nodes n1 to nN on ports that are free now. */
    public static List<Peer> onFreePorts(int nodes, String host) {
        List<Integer> ports = Ports.free(2 * nodes);
        return layOut(nodes, host, ports);
    }

    /**
     * Nodes n1 to nN from {@code basePort} on: first the N key/value ports, then the N Raft ports.
     *
     * @throws IllegalArgumentException if there are not that many ports from {@code basePort} on
     */
    public static List<Peer> fromBasePort(int nodes, String host, int basePort) {
        int last = basePort + 2 * nodes - 1;
        if (basePort < 1 || last > PORT_MAX) {
            throw new IllegalArgumentException("base port " + basePort + ": " + nodes + " nodes take the ports "
                    + basePort + " to " + last + ", which must lie within 1 to " + PORT_MAX);
        }
        return layOut(nodes, host, IntStream.rangeClosed(basePort, last).boxed().toList());
    }

    private static List<Peer> layOut(int nodes, String host, List<Integer> ports) {
        return IntStream.range(0, nodes)
                .mapToObj(
                        node -> new Peer(new NodeId("n" + (node + 1)), host, ports.get(node), ports.get(nodes + node)))
                .toList();
    }
}

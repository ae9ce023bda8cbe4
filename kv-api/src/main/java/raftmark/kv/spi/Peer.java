package raftmark.kv.spi;

/**
 * One server's addresses.
 *
 * @param id its name
 * @param host the host that others reach it by
 * @param kvPort port of the gRPC front end
 * @param raftPort port of the Raft library
 */
public record Peer(NodeId id, String host, int kvPort, int raftPort) {
    /** @throws IllegalArgumentException if the host is empty, or a port is not within 1 to 65535, or both are equal */
    public Peer {
        if (host.isBlank()) {
            throw new IllegalArgumentException("peer " + id + ": the host is empty");
        }
        checkPort(id, "kvPort", kvPort);
        checkPort(id, "raftPort", raftPort);
        if (kvPort == raftPort) {
            throw new IllegalArgumentException("peer " + id + ": kvPort and raftPort are both " + kvPort);
        }
    }

    /** {@code host:kvPort}; an IPv6 host stands in brackets. */
    public String kvEndpoint() {
        return endpoint(kvPort);
    }

    /** {@code host:raftPort}; an IPv6 host stands in brackets. */
    public String raftEndpoint() {
        return endpoint(raftPort);
    }

    private String endpoint(int port) {
        return (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }

    private static void checkPort(NodeId id, String field, int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("peer " + id + ": " + field + " " + port + " is not within 1 to 65535");
        }
    }
}

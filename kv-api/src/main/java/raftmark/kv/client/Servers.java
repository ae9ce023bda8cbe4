package raftmark.kv.client;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.wire.Outcome;
import raftmark.kv.wire.WireMetadata;

/**
 * The channels to a cluster's servers and the one to ask next. It stays with a server that answers, goes to the leader
 * that a redirect names, and to the next listed server after a failure. Thread-safe.
 */
final class Servers implements AutoCloseable {
    /** Redirects may name servers that are not listed; more than this many are not believed. */
    private static final int UNLISTED_MAX = 16;

    private final List<String> listed;
    private final Map<String, ManagedChannel> channels = new HashMap<>();
    private int position;
    private String current;
    private boolean closed;

    /** @throws IllegalArgumentException if there is no endpoint, or one is not {@code host:port} */
    Servers(List<String> endpoints) {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("endpoints is empty: name at least one server as host:port");
        }
        endpoints.forEach(Channels.Endpoint::parse);
        listed = List.copyOf(new LinkedHashSet<>(endpoints));
        current = listed.get(0);
    }

    synchronized String current() {
        return current;
    }

    /** @throws io.grpc.StatusRuntimeException proven not sent, if closed */
    synchronized KeyValueGrpc.KeyValueBlockingStub stub(String endpoint) {
        if (closed) {
            Metadata trailers = new Metadata();
            trailers.put(WireMetadata.OUTCOME, Outcome.REFUSED.trailer());
            throw Status.CANCELLED.withDescription("the client is closed").asRuntimeException(trailers);
        }
        return KeyValueGrpc.newBlockingStub(channels.computeIfAbsent(endpoint, Channels::open));
    }

    /** Goes on with the next listed server, unless another thread already left this one. */
    synchronized void leave(String endpoint) {
        ManagedChannel channel = channels.get(endpoint);
        if (channel != null && !closed) {
            // Otherwise a server that was restarted stays unreachable for as long as gRPC backs off.
            channel.resetConnectBackoff();
        }
        for (int step = 0; step < listed.size() && current.equals(endpoint); step++) {
            position = (position + 1) % listed.size();
            current = listed.get(position);
        }
    }

    /** Goes on with the leader that a server named; false if that is one unlisted server too many. */
    synchronized boolean follow(String leader) {
        boolean believed = listed.contains(leader)
                || channels.containsKey(leader)
                || channels.size() < listed.size() + UNLISTED_MAX;
        if (believed) {
            current = leader;
        }
        return believed;
    }

    @Override
    public void close() {
        List<ManagedChannel> open;
        synchronized (this) {
            closed = true;
            open = new ArrayList<>(channels.values());
        }
        Channels.close(open);
    }
}

package raftmark.server;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import raftmark.kv.client.Channels;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.Peer;
import raftmark.kv.wire.WireMetadata;

/**
 * Sends what only the leader can answer to the leader, or the client there. Holds no thread meanwhile: the leader's answer
 * arrives on an event loop of its own group and answers the call. A request is forwarded once: it carries a hop mark, the
 * remaining deadline, and the client's cancellation.
 *
 * <p>One channel per peer, opened when first needed, so there are never more than peers.
 */
final class Forwarder implements AutoCloseable {
    private final NodeConfig config;
    private final Route route;
    private final InFlight inFlight;
    private final OperationCounters counters;
    private final EventLoopGroup eventLoops;
    private final Executor offload;
    private final Map<NodeId, ManagedChannel> channels = new ConcurrentHashMap<>();
    private boolean closed;

    /** @param offload where channels do what may hang, such as looking up the name of a host */
    Forwarder(
            NodeConfig config,
            FrontEndConfig frontEnd,
            OperationCounters counters,
            EventLoopGroup eventLoops,
            Executor offload) {
        this.config = config;
        this.route = frontEnd.route();
        this.inFlight = new InFlight(frontEnd.proposalsInFlightMax());
        this.counters = counters;
        this.eventLoops = eventLoops;
        this.offload = offload;
    }

    /** Answers a request that this node proved not to have taken, because it does not lead. */
    <Q, R> void route(Exchange<Q, R> exchange, MethodDescriptor<Q, R> method, @Nullable NodeId leader) {
        NodeId self = config.self();
        if (leader == null || leader.equals(self)) {
            exchange.fail(Failure.refused(
                    Status.Code.UNAVAILABLE,
                    leader == null ? self + " knows no leader" : self + " was elected and does not lead yet"));
        } else if (exchange.hop() != null) {
            exchange.fail(Failure.refused(
                    Status.Code.UNAVAILABLE,
                    self + " does not lead, and " + exchange.hop() + " forwarded the request already"));
        } else if (route == Route.REDIRECT) {
            String endpoint = config.peer(leader).kvEndpoint();
            exchange.fail(Failure.redirect(self + " does not lead; " + leader + " does, at " + endpoint, endpoint));
        } else if (!inFlight.tryEnter()) {
            exchange.fail(Failure.refused(
                    Status.Code.RESOURCE_EXHAUSTED,
                    inFlight.max() + " forwarded requests are in flight, the most that this server takes"));
        } else {
            counters.forwarded();
            exchange.markForwarded();
            forward(exchange, method, config.peer(leader));
        }
    }

    private <Q, R> void forward(Exchange<Q, R> exchange, MethodDescriptor<Q, R> method, Peer leader) {
        ManagedChannel channel = channel(leader);
        if (channel == null) {
            inFlight.leave();
            exchange.fail(Failure.refused(Status.Code.UNAVAILABLE, "the server is shutting down"));
            return;
        }
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            // The leader may be back long before gRPC's backoff, which grows to minutes, has passed.
            channel.resetConnectBackoff();
        }
        ForwardedCall<R> listener = new ForwardedCall<>(exchange, leader, inFlight);
        CallOptions options = CallOptions.DEFAULT.withStreamTracerFactory(listener.tracer());
        Context context = exchange.context();
        if (context.getDeadline() == null) {
            options = options.withDeadlineAfter(BlockingWait.WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        }
        Metadata headers = new Metadata();
        headers.put(WireMetadata.HOP, config.self().value());
        // A call inherits deadline and cancellation from the context in which it is made, so the one of the exchange is
        // attached before: this may be a thread of the library, which has none.
        Context before = context.attach();
        try {
            ClientCall<Q, R> call = channel.newCall(method, options);
            call.start(listener, headers);
            call.request(2);
            call.sendMessage(exchange.request());
            call.halfClose();
        } catch (RuntimeException e) {
            // The caller answers; a call that started may still close, so the place is given back once.
            listener.leave();
            throw e;
        } finally {
            context.detach(before);
        }
    }

    private @Nullable ManagedChannel channel(Peer peer) {
        ManagedChannel channel = channels.get(peer.id());
        if (channel != null) {
            return channel;
        }
        synchronized (this) {
            return closed ? null : channels.computeIfAbsent(peer.id(), id -> open(peer));
        }
    }

    private ManagedChannel open(Peer peer) {
        return Channels.builder(peer.kvEndpoint())
                .eventLoopGroup(eventLoops)
                .channelType(EventLoops.channelType())
                .directExecutor()
                .offloadExecutor(offload)
                .build();
    }

    /** Ends forwarded calls in progress, which answers them, and closes the channels. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        Channels.close(List.copyOf(channels.values()));
    }
}

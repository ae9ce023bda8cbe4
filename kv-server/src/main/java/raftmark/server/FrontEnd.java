package raftmark.server;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.wire.Limits;

/**
 * The gRPC server before a {@link KvNode}. It can be closed and another one built before the same node, which keeps running.
 *
 * <p>Its pools, whose threads bear their names: {@code handler} (the pool under test: it runs the key/value service and nothing
 * else), {@code grpc-io} (the server's event loops), {@code forward-io} (those that forward to the leader), {@code forward-lookup}
 * (a thread that looks host names of peers up, and ends when it has nothing to do), {@code admin} (Admin, health and reflection).
 *
 * <p>Every failure that a server answers carries the trailer {@code raftmark-outcome}, but for one: a message over {@link
 * Limits#MESSAGE_BYTES_MAX} never reaches a service, and gRPC refuses it without.
 */
public final class FrontEnd implements AutoCloseable {
    static final String GRPC_IO = "grpc-io";
    static final String FORWARD_IO = "forward-io";
    static final String FORWARD_LOOKUP = "forward-lookup";
    static final String ADMIN = "admin";

    static final int ADMIN_THREADS = 2;
    private static final long LOOKUP_IDLE_SECONDS_MAX = 10;
    private static final long GRACE_SECONDS_MAX = 2;
    private static final long CLOSE_SECONDS_MAX = 5;

    private final FrontEndConfig config;
    /** What to close, last opened first. */
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();

    private FrontEnd(FrontEndConfig config) {
        this.config = config;
    }

    /**
     * Listens on the node's own address; operations are printed on standard output if {@code config} says so.
     *
     * @throws IOException naming the address, if it cannot be listened on; nothing is left open then
     * @throws IllegalArgumentException if the JDK lacks what {@code config} asks for
     */
    public static FrontEnd start(KvNode node, FrontEndConfig config) throws IOException {
        return start(node, config, System.out::println);
    }

    /** Like {@link #start(KvNode, FrontEndConfig)}, with the printed lines going to {@code lines}, from any thread. */
    public static FrontEnd start(KvNode node, FrontEndConfig config, Consumer<String> lines) throws IOException {
        FrontEnd frontEnd = new FrontEnd(config);
        try {
            frontEnd.open(node, lines);
        } catch (IOException | RuntimeException e) {
            Closing.addSuppressed(e, frontEnd);
            throw e;
        }
        return frontEnd;
    }

    private void open(KvNode node, Consumer<String> lines) throws IOException {
        HandlerPool handlers = opened(new HandlerPool(config.handler()));
        ExecutorService admin = adminPool();
        resources.push(() -> HandlerPool.close(admin));
        EventLoopGroup io = eventLoops(GRPC_IO);
        EventLoopGroup forwardIo = eventLoops(FORWARD_IO);
        ExecutorService lookups = lookupPool();
        resources.push(() -> HandlerPool.close(lookups));
        OperationCounters counters = new OperationCounters();
        Forwarder forwarder = opened(new Forwarder(node.config(), config, counters, forwardIo, lookups));
        InFlight inFlight = new InFlight(config.proposalsInFlightMax());
        OperationPrinter printer = config.printOperations()
                ? new OperationPrinter(node.config().self().value(), lines)
                : null;
        KvService service = new KvService(
                node,
                config.handler().style(),
                inFlight,
                forwarder,
                new Answers(counters, printer, node.printsApplied()));
        Stats stats = new Stats(node, handlers, inFlight, counters);
        Executor handlerExecutor = handlers.executor();
        InetSocketAddress address = new InetSocketAddress(
                node.config().bindHost(), node.config().selfPeer().kvPort());
        Server server = NettyServerBuilder.forAddress(address)
                .bossEventLoopGroup(io)
                .workerEventLoopGroup(io)
                .channelType(EventLoops.serverChannelType())
                .maxInboundMessageSize(Limits.MESSAGE_BYTES_MAX)
                // The event loop looks the method up and ends the contexts of calls; their code runs where the supplier
                // says.
                .directExecutor()
                .callExecutor(new io.grpc.ServerCallExecutorSupplier() {
                    @Override
                    public <Q, R> Executor getExecutor(io.grpc.ServerCall<Q, R> call, io.grpc.Metadata headers) {
                        return KeyValueGrpc.SERVICE_NAME.equals(
                                        call.getMethodDescriptor().getServiceName())
                                ? handlerExecutor
                                : admin;
                    }
                })
                .addService(service.definition())
                .addService(new AdminService(node, config, stats))
                .addService(new HealthService(node.raft()))
                .addService(ProtoReflectionServiceV1.newInstance())
                .addService(ProtoReflectionService.newInstance())
                .fallbackHandlerRegistry(new UnknownMethods())
                .build();
        try {
            server.start();
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": "
                            + (e.getCause() == null ? e : e.getCause()).getMessage()
                            + ". Is another server running there? Use another port",
                    e);
        }
        resources.push(() -> stop(server));
    }

    private <T extends AutoCloseable> T opened(T resource) {
        resources.push(resource);
        return resource;
    }

    private EventLoopGroup eventLoops(String name) {
        EventLoopGroup group = EventLoops.group(name, config.grpcIoThreads());
        resources.push(() -> EventLoops.close(group));
        return group;
    }

    private static ExecutorService adminPool() {
        return new ThreadPoolExecutor(
                ADMIN_THREADS,
                ADMIN_THREADS,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new NamedThreads(ADMIN));
    }

    /** A name server that does not answer holds a look-up for long, and must not hold Status. */
    private static ExecutorService lookupPool() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                1,
                1,
                LOOKUP_IDLE_SECONDS_MAX,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new NamedThreads(FORWARD_LOOKUP));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    public FrontEndConfig config() {
        return config;
    }

    /**
     * Stops listening, lets calls in progress end for a moment, then cancels them, and ends all threads. Bounded; proposals
     * that are still in flight go on in the node.
     */
    @Override
    public synchronized void close() {
        List<AutoCloseable> open = List.copyOf(resources);
        resources.clear();
        Closing.all(open);
    }

    private static void stop(Server server) throws InterruptedException {
        server.shutdown();
        if (!server.awaitTermination(GRACE_SECONDS_MAX, TimeUnit.SECONDS)) {
            server.shutdownNow();
            server.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        }
    }

    /**
     * Counts answers, and prints them if asked to.
     *
     * @param printsApplied whether the node prints the writes, so that only reads and failures are left
     */
    private record Answers(
            OperationCounters counters, @Nullable OperationPrinter printer, boolean printsApplied)
            implements Exchange.Observer {
        @Override
        public void answered(Exchange<?, ?> exchange, Object response) {
            if (!exchange.isForwarded()) {
                counters.answered(exchange.operation());
            }
            if (printer != null && !(printsApplied && exchange.operation() != Operation.GET)) {
                printer.answered(request(exchange), response, exchange.isForwarded());
            }
        }

        @Override
        public void failed(Exchange<?, ?> exchange, Failure failure) {
            counters.error();
            if (printer != null && exchange.hasRequest()) {
                printer.failed(request(exchange), failure, exchange.isForwarded());
            }
        }

        private static Object request(Exchange<?, ?> exchange) {
            return exchange.request();
        }
    }
}

package raftmark.bench.load;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.Future;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import raftmark.kv.wire.Limits;

/**
 * The load generator's own event loops, named {@code load-io}. Requests are sent and answers recorded on them; while a run is
 * measured only the sender of an open loop takes part beside them. Thread-safe.
 */
public final class LoadThreads implements AutoCloseable {
    private static final double NANOS_PER_SECOND = 1e9;

    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    private final List<Thread> senders = new CopyOnWriteArrayList<>();
    /** One group a loop: a group of several deals its loops out to timers and connections alike, so two channels may share one. */
    private final List<EventLoopGroup> loops;

    private final AtomicInteger opened = new AtomicInteger();
    private final Class<? extends Channel> channelType;

    /** @param count event loops, at least 1 */
    public LoadThreads(int count) {
        boolean epoll = Epoll.isAvailable();
        loops = IntStream.range(0, count)
                .mapToObj(loop -> (EventLoopGroup) new MultiThreadIoEventLoopGroup(
                        1, this::newThread, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory()))
                .toList();
        channelType = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** A plaintext channel whose calls complete on the next of the event loops, in turn. The caller shuts it down. */
    ManagedChannel open(String endpoint) {
        int colon = endpoint.lastIndexOf(':');
        return NettyChannelBuilder.forAddress(
                        endpoint.substring(0, colon), Integer.parseInt(endpoint.substring(colon + 1)))
                .usePlaintext()
                .directExecutor()
                .eventLoopGroup(loops.get(Math.floorMod(opened.getAndIncrement(), loops.size())))
                .channelType(channelType)
                .maxInboundMessageSize(Limits.MESSAGE_BYTES_MAX)
                .disableRetry()
                .build();
    }

    /** One of the event loops, the same for the same number; it runs what it is given in order. */
    Executor loop(int number) {
        return loops.get(Math.floorMod(number, loops.size())).next();
    }

    /** Runs a task on one of the event loops. */
    void execute(Runnable task, long delayMillis) {
        var unused = loops.get(0).next().schedule(task, delayMillis, TimeUnit.MILLISECONDS);
    }

    /** Counts a thread that sends as one of the load generator's, until it is removed. */
    void add(Thread sender) {
        senders.add(sender);
    }

    void remove(Thread sender) {
        senders.remove(sender);
    }

    /** CPU time of each event loop and each sender so far, in seconds; not a number where the JVM does not say. */
    public double[] cpuSecondsByThread() {
        ThreadMXBean threadBean = ManagementFactory.getThreadMXBean();
        return Stream.concat(threads.stream(), senders.stream())
                .mapToDouble(thread -> {
                    long nanos =
                            threadBean.isThreadCpuTimeSupported() ? threadBean.getThreadCpuTime(thread.getId()) : -1;
                    return nanos < 0 ? Double.NaN : nanos / NANOS_PER_SECOND;
                })
                .toArray();
    }

    /** The event loops. */
    public List<Thread> threads() {
        return List.copyOf(threads);
    }

    @Override
    public void close() {
        // All are told to end before any is waited for.
        List<Future<?>> endings = new ArrayList<>();
        loops.forEach(loop -> endings.add(loop.shutdownGracefully(0, 2, TimeUnit.SECONDS)));
        endings.forEach(ending -> ending.awaitUninterruptibly(5, TimeUnit.SECONDS));
    }

    private Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "load-io-" + (threads.size() + 1));
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    }
}

package raftmark.server;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Netty event loops whose threads are named after their group: epoll where there is one, NIO elsewhere. */
final class EventLoops {
    private static final long CLOSE_SECONDS_MAX = 5;

    private EventLoops() {}

    /** A group of so many threads, which start when first used. */
    static EventLoopGroup group(String name, int threads) {
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(threads, new Named(name), io);
    }

    static Class<? extends ServerChannel> serverChannelType() {
        return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    static Class<? extends Channel> channelType() {
        return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** Ends the threads of a group, whose channels are closed before; bounded. */
    static void close(EventLoopGroup group) throws InterruptedException {
        var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        group.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    }

    /** Netty's own kind of thread, on which its thread locals are fast, with our kind of name. */
    private static final class Named extends DefaultThreadFactory {
        private final String name;
        private final AtomicInteger count = new AtomicInteger();

        Named(String name) {
            super(name, true);
            this.name = name;
        }

        @Override
        public Thread newThread(Runnable task) {
            Thread thread = super.newThread(task);
            thread.setName(name + "-" + count.incrementAndGet());
            return thread;
        }
    }
}

package raftmark.jraft;

import com.alipay.remoting.ExtendedNettyChannelHandler;
import com.alipay.remoting.config.BoltGenericOption;
import com.alipay.sofa.jraft.rpc.RaftRpcServerFactory;
import com.alipay.sofa.jraft.rpc.RpcProcessor;
import com.alipay.sofa.jraft.rpc.impl.BoltRpcServer;
import com.alipay.sofa.jraft.rpc.impl.core.AppendEntriesRequestProcessor;
import com.alipay.sofa.jraft.util.NamedThreadFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The node's Raft port: a Bolt server with JRaft's request processors, and the pool that they run on.
 *
 * <p>JRaft's own factory binds to all interfaces and forgets its pool when it is closed; built here, the server binds to the given address
 * alone, and all that belongs to one node ends with it. Bolt's event loops are one set for the whole JVM and stay.
 */
final class BoltTransport implements AutoCloseable {
    private static final int WAITING_REQUESTS_MAX = 16_384;
    private static final long CLOSE_SECONDS_MAX = 5;

    private final AppendTrackingServer server;
    private final ExecutorService requests;
    private final AcceptorFinder acceptor;

    private BoltTransport(AppendTrackingServer server, ExecutorService requests, AcceptorFinder acceptor) {
        this.server = server;
        this.requests = requests;
        this.acceptor = acceptor;
    }

    /** @throws IOException if the address cannot be bound */
    static BoltTransport open(String bindHost, int port, int threads) throws IOException {
        ThreadPoolExecutor requests = new ThreadPoolExecutor(
                threads,
                threads,
                60,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING_REQUESTS_MAX),
                new NamedThreadFactory(ThreadPools.RAFT_RPC_PREFIX, true));
        AcceptorFinder acceptor = new AcceptorFinder();
        com.alipay.remoting.rpc.RpcServer bolt = new com.alipay.remoting.rpc.RpcServer(bindHost, port, true);
        bolt.option(BoltGenericOption.EXTENDED_NETTY_CHANNEL_HANDLER, acceptor);
        AppendTrackingServer server = new AppendTrackingServer(bolt);
        BoltTransport transport = new BoltTransport(server, requests, acceptor);
        try {
            // The processors of JRaft's command line tool come along; option disableCli makes them refuse.
            RaftRpcServerFactory.addRaftRequestProcessors(server, requests, requests, requests);
            if (!server.init(null)) {
                throw new IllegalStateException("Bolt gave no reason");
            }
            acceptor.find(new InetSocketAddress(bindHost, port));
            return transport;
        } catch (IOException | RuntimeException e) {
            if (server.isStarted()) {
                transport.close();
            }
            requests.shutdownNow();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    "the Raft port " + bindHost + ":" + port + " cannot be opened: " + cause.getMessage(), e);
        }
    }

    /**
     * Ends the threads that served AppendEntries. Comes after the node has stopped: while JRaft knows the node, a late heartbeat starts such a
     * thread anew.
     */
    void endAppendThreads() {
        server.endAppendThreads();
    }

    /** Closes port and connections, and ends the threads but those of {@link #endAppendThreads}. */
    @Override
    public void close() {
        acceptor.stop();
        server.shutdown();
        requests.shutdownNow();
        try {
            requests.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Bolt's server, which remembers JRaft's processor of AppendEntries. That keeps a thread for each leader that has ever sent a heartbeat, ends it
     * with the leader's connection only if that has brought entries too, and is never told that its server ends.
     */
    private static final class AppendTrackingServer extends BoltRpcServer {
        private final List<AppendEntriesRequestProcessor> appends = new ArrayList<>();

        AppendTrackingServer(com.alipay.remoting.rpc.RpcServer bolt) {
            super(bolt);
        }

        @Override
        public void registerProcessor(RpcProcessor processor) {
            if (processor instanceof AppendEntriesRequestProcessor append) {
                appends.add(append);
            }
            super.registerProcessor(processor);
        }

        void endAppendThreads() {
            appends.forEach(AppendEntriesRequestProcessor::destroy);
        }
    }

    /**
     * Finds the event loop that accepts connections. Bolt keeps it private and lets it linger for two seconds after a shutdown, with the port
     * open for a moment; but a connection tells who accepted it, so one is made at the start.
     */
    private static final class AcceptorFinder implements ExtendedNettyChannelHandler {
        private final CompletableFuture<EventLoopGroup> group = new CompletableFuture<>();

        @Override
        public List<ChannelHandler> frontChannelHandlers() {
            return List.of(new ChannelHandlerAdapter() {
                @Override
                public void handlerAdded(ChannelHandlerContext context) {
                    group.complete(context.channel().parent().eventLoop().parent());
                    context.pipeline().remove(this);
                }
            });
        }

        @Override
        public List<ChannelHandler> backChannelHandlers() {
            return List.of();
        }

        void find(InetSocketAddress bound) throws IOException {
            InetSocketAddress reachable = bound.getAddress().isAnyLocalAddress()
                    ? new InetSocketAddress(InetAddress.getLoopbackAddress(), bound.getPort())
                    : bound;
            try (Socket connection = new Socket()) {
                connection.connect(reachable, (int) TimeUnit.SECONDS.toMillis(CLOSE_SECONDS_MAX));
                group.get(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("Bolt accepts no connection on " + reachable, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the Raft port was opened", e);
            }
        }

        void stop() {
            EventLoopGroup acceptors = group.getNow(null);
            if (acceptors != null) {
                acceptors
                        .shutdownGracefully(0, CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
                        .awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
            }
        }
    }
}

package raftmark.kv.client;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.TimeUnit;
import raftmark.kv.wire.Limits;

/** Opens gRPC channels the way the wire contract wants them: plaintext, straight to one server, without gRPC's own retries. */
public final class Channels {
    private static final long CLOSE_SECONDS_MAX = 5;

    private Channels() {}

    /**
     * A channel to one server. It connects at the first call.
     *
     * @param endpoint {@code host:port}, or {@code [address]:port} for IPv6
     * @throws IllegalArgumentException if the endpoint is not of that form
     */
    public static ManagedChannel open(String endpoint) {
        return builder(endpoint).build();
    }

    /**
     * What {@link #open} builds, for callers that add event loops, an executor or interceptors.
     *
     * @throws IllegalArgumentException if the endpoint is not {@code host:port}
     */
    public static NettyChannelBuilder builder(String endpoint) {
        Endpoint parsed = Endpoint.parse(endpoint);
        return NettyChannelBuilder.forAddress(parsed.host(), parsed.port())
                .usePlaintext()
                .maxInboundMessageSize(Limits.MESSAGE_BYTES_MAX)
                .disableRetry()
                .disableServiceConfigLookUp()
                .proxyDetector(target -> null);
    }

    /** Ends calls in progress, closes the connections, and waits a few seconds at most until that is done. */
    public static void close(Iterable<ManagedChannel> channels) {
        channels.forEach(ManagedChannel::shutdownNow);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS_MAX);
        try {
            for (ManagedChannel channel : channels) {
                channel.awaitTermination(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A server's address, checked. */
    record Endpoint(String host, int port) {
        static Endpoint parse(String text) {
            int colon = text.lastIndexOf(':');
            String host = colon < 0 ? "" : text.substring(0, colon);
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            } else if (host.contains(":")) {
                throw malformed(text, "an IPv6 address stands in brackets");
            }
            if (host.isBlank() || !host.matches("[A-Za-z0-9._:%-]+")) {
                throw malformed(text, "the host is missing or has a character that no host has");
            }
            String port = text.substring(colon + 1);
            if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535) {
                throw malformed(text, "the port is not within 1 to 65535");
            }
            return new Endpoint(host, Integer.parseInt(port));
        }

        private static IllegalArgumentException malformed(String text, String why) {
            return new IllegalArgumentException("endpoint '" + text + "' is not valid, " + why
                    + ": write host:port, for instance 127.0.0.1:5001 or [::1]:5001");
        }
    }
}

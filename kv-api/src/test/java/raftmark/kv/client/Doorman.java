package raftmark.kv.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A loopback port that counts who connects and when, and shuts the door at once. */
final class Doorman implements AutoCloseable {
    private final ServerSocket socket;
    private final List<Long> connectedAtNanos = new CopyOnWriteArrayList<>();

    Doorman() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::turnAway, "doorman");
        thread.setDaemon(true);
        thread.start();
    }

    String endpoint() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    int connections() {
        return connectedAtNanos.size();
    }

    /** From the first connection to the n-th. */
    Duration untilConnection(int n) {
        return Duration.ofNanos(connectedAtNanos.get(n - 1) - connectedAtNanos.get(0));
    }

    private void turnAway() {
        while (!socket.isClosed()) {
            try (Socket guest = socket.accept()) {
                connectedAtNanos.add(System.nanoTime());
            } catch (IOException e) {
                // The guest left first, or the port is closed: the loop's condition tells.
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

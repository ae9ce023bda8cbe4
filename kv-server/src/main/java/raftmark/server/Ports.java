package raftmark.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Finds free TCP ports. */
public final class Ports {
    /** Below the range from which Linux takes the ports of outgoing connections: those come and go meanwhile. */
    private static final int FIRST = 12_000;

    private static final int LAST = 32_000;
    private static final int TRIES_MAX = 2_000;

    private Ports() {}

    /**
     * Distinct ports on which nobody listens now, on any address. They are free, not reserved: whoever listens first has
     * them.
     *
     * @throws IllegalStateException if not so many can be found
     */
    public static List<Integer> free(int count) {
        Set<Integer> found = new LinkedHashSet<>();
        for (int tries = 0; found.size() < count; tries++) {
            if (tries == TRIES_MAX + count) {
                throw new IllegalStateException(
                        "found only " + found.size() + " of " + count + " free ports within " + FIRST + " to " + LAST);
            }
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            if (isFree(port)) {
                found.add(port);
            }
        }
        return new ArrayList<>(found);
    }

    /** Whether nobody listens on the port, on any address. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (java.net.BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

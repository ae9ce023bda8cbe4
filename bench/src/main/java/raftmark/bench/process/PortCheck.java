package raftmark.bench.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import raftmark.kv.spi.Peer;

/** Finds out before anything starts that the ports of a cluster can be had. */
public final class PortCheck {
    private PortCheck() {}

    /**
     * Binds every port of the peers once, and lets go of it.
     *
     * @throws IllegalArgumentException if the address is not this machine's
     * @throws PortInUseException naming the first port that is taken
     */
    public static void requireFree(List<Peer> peers, String bindHost) throws PortInUseException {
        InetAddress address = localAddress(bindHost);
        for (Peer peer : peers) {
            requireFree(peer, "key/value", address, peer.kvPort());
            requireFree(peer, "Raft", address, peer.raftPort());
        }
    }

    private static InetAddress localAddress(String bindHost) {
        try (ServerSocket probe = new ServerSocket()) {
            InetAddress address = InetAddress.getByName(bindHost);
            probe.bind(new InetSocketAddress(address, 0));
            return address;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("bind host '" + bindHost + "' is not a known host or address", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "bind host '" + bindHost + "' is not an address of this machine: " + e.getMessage(), e);
        }
    }

    private static void requireFree(Peer peer, String purpose, InetAddress address, int port)
            throws PortInUseException {
        try (ServerSocket probe = new ServerSocket()) {
            // As the servers do: a port that a dead server left in TIME_WAIT is free.
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            throw new PortInUseException("port " + port + " on " + address.getHostAddress() + ", wanted as " + peer.id()
                    + "'s " + purpose + " port, cannot be had: " + e.getMessage());
        }
    }
}

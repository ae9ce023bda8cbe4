package raftmark.kv.wire;

import io.grpc.Metadata;

/** Headers and trailers of the wire contract. */
public final class WireMetadata {
    /** Trailer of every failure that a server answers: {@link Outcome}. */
    public static final Metadata.Key<String> OUTCOME = ascii("raftmark-outcome");

    /** Trailer of a redirect: the leader's {@code host:port}. */
    public static final Metadata.Key<String> LEADER = ascii("raftmark-leader");

    /** Header of a request that a server forwards: the id of the server that did. It is never forwarded again. */
    public static final Metadata.Key<String> HOP = ascii("raftmark-hop");

    private WireMetadata() {}

    private static Metadata.Key<String> ascii(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}

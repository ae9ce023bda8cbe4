package raftmark.bench.spec;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an experiment may vary. The order is that of identifiers and tables; the name is the key in a specification. */
public enum Factor {
    BACKEND("library behind the front end: jraft, ratis, or a rung: local, echo"),
    CLUSTER("embedded, processes or remote"),
    NODES("servers of the cluster"),
    ACCESS("grpc, or spi: straight to the leader's Raft node, past the front end; cluster embedded only"),
    HANDLER("blocking or async"),
    HANDLER_EXECUTOR("direct, fixed, cached or virtual"),
    SERVER_THREADS("threads of the fixed handler executor"),
    GRPC_IO_THREADS("Netty event loops of a server"),
    BACKEND_OPTIONS("settings of the library, key: value"),
    CLIENTS("outstanding requests, one a client; in an open loop the most that may be outstanding"),
    CHANNELS("gRPC channels to a server, shared by the clients"),
    LOOP("closed: a client sends when its last request has ended; open: by a schedule"),
    ARRIVALS("of an open loop: fixed or poisson"),
    TARGET_RATE("of an open loop: operations a second, or a share of the closed loop's capacity such as 70%"),
    TARGET("leader or any"),
    ROUTE("what a follower does with a request: forward or redirect"),
    WORKLOAD("put, get, append, lab, or a mix such as get90-put10"),
    KEYS("single, uniform or zipfian"),
    KEY_COUNT("number of keys"),
    VALUE_BYTES("length of a written value"),
    READ_LEVEL("local, lease, read_index or log_read"),
    JVM("c1 or default");

    private final String meaning;

    Factor(String meaning) {
        this.meaning = meaning;
    }

    /** The key in a specification, and the column in results. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One line of help. */
    public String meaning() {
        return meaning;
    }

    /** The factor of a key, if there is one. */
    public static Optional<Factor> of(String key) {
        return Arrays.stream(values())
                .filter(factor -> factor.key().equals(key))
                .findFirst();
    }

    /** All keys, for messages. */
    public static String keys() {
        return Arrays.stream(values()).map(Factor::key).collect(Collectors.joining(", "));
    }
}

package raftmark.bench.spec;

/** How the load reaches the state machine. */
public enum Access {
    /** Clients speak gRPC to the front end of a server. */
    GRPC,
    /** The load generator hands commands to the leader's Raft node in its own process, past the front end. */
    SPI
}

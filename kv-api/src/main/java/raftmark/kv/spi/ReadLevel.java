package raftmark.kv.spi;

/** How fresh a read must be, weakest first. */
public enum ReadLevel {
    /** Whatever the asked server has applied; no promise. */
    LOCAL,
    /** Linearizable while clocks drift within the library's bound (Raft thesis, section 6.4.1). */
    LEASE,
    /** Linearizable: the leader confirms its leadership with a quorum (Raft thesis, section 6.4). */
    READ_INDEX,
    /** Linearizable: the read goes through the log like a write. */
    LOG_READ
}

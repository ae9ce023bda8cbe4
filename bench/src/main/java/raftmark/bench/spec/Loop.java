package raftmark.bench.spec;

/** What makes the load generator send. */
public sealed interface Loop {
    /** Each client sends when its last request has ended: what is offered follows what the servers can do. */
    record Closed() implements Loop {}

    /**
     * Requests are sent by a schedule, whatever is still out. Latency is taken from the intended moment too.
     *
     * @param rate of arrivals
     * @param arrivals how they are spread
     */
    record Open(TargetRate rate, Arrivals arrivals) implements Loop {}

    /** The closed loop. */
    Loop CLOSED = new Closed();
}

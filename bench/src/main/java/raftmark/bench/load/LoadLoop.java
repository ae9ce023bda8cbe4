package raftmark.bench.load;

/** What makes clients send: each other's answers, or a schedule. */
sealed interface LoadLoop permits ClosedLoop, OpenLoop {
    /** Begins. All clients are idle. */
    void start();

    /** A client's request has ended. Called by the thread that brought the end, which may go on with that client. */
    void ended(LoadClient client, boolean succeeded);

    /** Tells it to send nothing more. */
    void stop();

    /** Waits, after {@link #stop}, until no client has a request out; the number of those that still have. */
    long awaitEnd(long timeoutMillis) throws InterruptedException;

    /** How many requests the schedule asked for before a moment, which must not go back from call to call; 0 without a schedule. */
    long scheduledBefore(long nanos);

    /** Whether the schedule has yet to send a request that was due before a moment; false without a schedule. Any thread may ask. */
    boolean isToSendDueBefore(long nanos);

    /** For how long the next request of the schedule has been due, in nanoseconds; 0 without a schedule. Any thread may ask. */
    long behindNanos();

    /** Whether the thread that sends by the schedule runs ahead of all ordinary threads of the machine; false without a schedule. */
    boolean sendsInRealTime();

    /** How many requests had to wait for one of the clients to become idle; 0 without a schedule. Any thread may ask. */
    long waitedForClient();
}

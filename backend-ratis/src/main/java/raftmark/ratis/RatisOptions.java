package raftmark.ratis;

import java.util.List;
import java.util.Map;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;
import raftmark.kv.spi.Capabilities;

/**
 * The settings of Ratis that a user may change: those that a performance study would try, with the values that we start
 * Ratis with. Keys are Ratis' own, except {@link #GRPC_SERVER_EXECUTOR}. What decides safety or the fair terms (election
 * timeouts, the memory log, snapshots, read options, the composing of appends) is not among them.
 */
final class RatisOptions {
    /** Ours, because Ratis offers the choice only as code: which threads run the callbacks of its gRPC server. */
    static final String GRPC_SERVER_EXECUTOR = "raftmark.ratis.grpc-server-executor";

    private static final String SERVER = "raft.server.";
    private static final String LOG = "raft.server.log.";
    private static final String GRPC = "raft.grpc.";
    private static final String POOL = "raft.server.threadpool.";

    static final String APPENDER_BYTES_MAX = LOG + "appender.buffer.byte-limit";
    static final String WRITE_BUFFER_BYTES = LOG + "write.buffer.size";
    static final String SEGMENT_BYTES_MAX = LOG + "segment.size.max";
    static final String GRPC_MESSAGE_BYTES_MAX = GRPC + "message.size.max";

    /**
     * Least value of {@link #APPENDER_BYTES_MAX}, which is also Ratis' bound of one log entry: a value of 1 MiB, a key
     * of 4 KiB and a client id, with room to spare.
     */
    static final int ENTRY_BYTES_MAX_LEAST = 2 * 1024 * 1024;

    private enum Kind {
        FLAG("true or false"),
        COUNT("a whole number from 0 to 65536"),
        COUNT_FROM_ONE("a whole number from 1"),
        SIZE("a size such as 512KB, 4MB or 1048576"),
        DURATION("a duration such as 1ms, 500us or 3s"),
        EXECUTOR("shared or direct");

        private final String form;

        Kind(String form) {
            this.form = form;
        }

        boolean accepts(String value) {
            return switch (this) {
                case FLAG -> value.equals("true") || value.equals("false");
                case COUNT -> Integer.parseInt(value) >= 0 && Integer.parseInt(value) <= 65_536;
                case COUNT_FROM_ONE -> Integer.parseInt(value) >= 1;
                case SIZE ->
                    SizeInBytes.valueOf(value).getSize() > 0
                            && SizeInBytes.valueOf(value).getSize() <= Integer.MAX_VALUE;
                case DURATION ->
                    !TimeDuration.valueOf(value, java.util.concurrent.TimeUnit.MILLISECONDS)
                            .isNegative();
                case EXECUTOR -> value.equals("shared") || value.equals("direct");
            };
        }
    }

    private record Entry(Kind kind, Capabilities.Option option) {}

    private static Entry entry(Kind kind, String key, String defaultValue, String meaning) {
        return new Entry(kind, new Capabilities.Option(key, defaultValue, meaning));
    }

    private static final List<Entry> ENTRIES = List.of(
            entry(Kind.FLAG, POOL + "proxy.cached", "true", "cached (true) or fixed pool for starting and closing"),
            entry(Kind.COUNT, POOL + "proxy.size", "0", "threads of that pool; 0 is unbounded, for cached only"),
            entry(Kind.FLAG, POOL + "server.cached", "true", "cached (true) or fixed pool that finishes appends"),
            entry(Kind.COUNT, POOL + "server.size", "0", "threads of that pool; 0 is unbounded, for cached only"),
            entry(Kind.FLAG, POOL + "client.cached", "true", "cached (true) or fixed pool of Ratis' own client calls"),
            entry(Kind.COUNT, POOL + "client.size", "0", "threads of that pool; our writes do not pass through it"),
            entry(Kind.COUNT_FROM_ONE, SERVER + "write.element-limit", "4096", "writes in flight, then Busy"),
            entry(Kind.SIZE, SERVER + "write.byte-limit", "64MB", "bytes of writes in flight, then Busy; whole MB"),
            entry(Kind.SIZE, APPENDER_BYTES_MAX, "4MB", "bytes of one append to a follower, and of one log entry"),
            entry(Kind.COUNT, LOG + "appender.buffer.element-limit", "0", "entries of one append; 0 is unbounded"),
            entry(Kind.DURATION, LOG + "appender.wait-time.min", "1ms", "least time between appends to a follower"),
            entry(Kind.COUNT_FROM_ONE, LOG + "queue.element-limit", "4096", "entries that wait for the log's disk"),
            entry(Kind.SIZE, LOG + "queue.byte-limit", "64MB", "bytes that wait for the log's disk"),
            entry(Kind.SIZE, WRITE_BUFFER_BYTES, "8MB", "the log writer's buffer"),
            entry(Kind.SIZE, LOG + "preallocated.size", "4MB", "the log file grows by this much at a time"),
            entry(Kind.SIZE, SEGMENT_BYTES_MAX, "32MB", "a log file is closed at this size"),
            entry(Kind.COUNT, LOG + "segment.cache.num.max", "6", "closed log files kept in memory"),
            entry(Kind.SIZE, LOG + "segment.cache.size.max", "200MB", "bytes of closed log files kept in memory"),
            entry(Kind.COUNT, LOG + "force.sync.num", "128", "entries written before a force at the latest"),
            entry(Kind.FLAG, LOG + "read.lock.enabled", "true", "false reads the log without its read lock"),
            entry(Kind.DURATION, SERVER + "rpc.slowness.timeout", "60s", "a follower silent for longer counts as slow"),
            entry(Kind.DURATION, SERVER + "rpc.request.timeout", "3s", "an append unanswered for longer is sent again"),
            entry(
                    Kind.DURATION,
                    SERVER + "retrycache.expirytime",
                    "5s",
                    "time that replies stay in a cache that we never ask (Ratis' default: 60s)"),
            entry(Kind.SIZE, GRPC_MESSAGE_BYTES_MAX, "64MB", "largest message between servers"),
            entry(Kind.SIZE, GRPC + "flow.control.window", "1MB", "HTTP/2 flow control window between servers"),
            entry(
                    Kind.COUNT_FROM_ONE,
                    GRPC + "server.leader.outstanding.appends.max",
                    "2",
                    "appends on their way to one follower; few make large batches (Ratis' default: 8)"),
            entry(Kind.FLAG, GRPC + "server.heartbeat.channel", "true", "a connection of its own for heartbeats"),
            entry(Kind.COUNT_FROM_ONE, GRPC + "server.stub.pool.size", "1", "connections to a peer for read indexes"),
            entry(Kind.COUNT, GRPC + "server.boss-group.size", "1", "event loops that accept connections"),
            entry(Kind.COUNT, GRPC + "server.worker-group.size", "2", "event loops that serve peers; 0 shares them"),
            entry(Kind.COUNT, GRPC + "client.worker-group.size", "2", "event loops that call peers; 0 shares them"),
            entry(
                    Kind.FLAG,
                    GRPC + "server.async.request.thread.pool.cached",
                    "true",
                    "cached (true) or fixed pool that answers Ratis' own clients; idle here"),
            entry(Kind.COUNT, GRPC + "server.async.request.thread.pool.size", "32", "threads of that pool"),
            entry(Kind.FLAG, GRPC + "use-epoll", "true", "native epoll (true) or NIO event loops"),
            entry(
                    Kind.EXECUTOR,
                    GRPC_SERVER_EXECUTOR,
                    "shared",
                    "callbacks of Ratis' gRPC server: shared (gRPC's cached pool) or direct (on its event loops)"));

    private RatisOptions() {}

    /** Every option, in the order of the help text. */
    static List<Capabilities.Option> all() {
        return ENTRIES.stream().map(Entry::option).toList();
    }

    /**
     * Checks the options in force, each by itself and against one another.
     *
     * @throws IllegalArgumentException naming the key, the value and what would be accepted
     */
    static void check(Map<String, String> resolved) {
        for (Entry entry : ENTRIES) {
            checkForm(entry, value(resolved, entry.option().key()));
        }
        requireAtLeast(
                resolved, APPENDER_BYTES_MAX, ENTRY_BYTES_MAX_LEAST, "the largest command must fit in one entry");
        long entryBytesMax = sizeBytes(resolved, APPENDER_BYTES_MAX);
        requireAtLeast(resolved, WRITE_BUFFER_BYTES, entryBytesMax + 8, APPENDER_BYTES_MAX + " + 8");
        requireAtLeast(resolved, SEGMENT_BYTES_MAX, entryBytesMax + 64, APPENDER_BYTES_MAX + " + 64");
        requireAtLeast(resolved, GRPC_MESSAGE_BYTES_MAX, entryBytesMax + 1024 * 1024, APPENDER_BYTES_MAX + " + 1 MB");
        requireAtLeast(resolved, LOG + "queue.byte-limit", entryBytesMax, APPENDER_BYTES_MAX);
        requireAtLeast(resolved, SERVER + "write.byte-limit", entryBytesMax, APPENDER_BYTES_MAX);
        for (String pool : List.of(POOL + "proxy", POOL + "server", POOL + "client")) {
            requireThreadsIfFixed(resolved, pool + ".cached", pool + ".size");
        }
        requireThreadsIfFixed(
                resolved,
                GRPC + "server.async.request.thread.pool.cached",
                GRPC + "server.async.request.thread.pool.size");
    }

    /** The value of a size option. */
    static long sizeBytes(Map<String, String> resolved, String key) {
        return SizeInBytes.valueOf(value(resolved, key)).getSize();
    }

    /** The value in force. */
    static String value(Map<String, String> resolved, String key) {
        String value = resolved.get(key);
        if (value == null) {
            throw new IllegalArgumentException("backend option " + key + " has no value");
        }
        return value;
    }

    private static void checkForm(Entry entry, String value) {
        boolean accepted;
        try {
            accepted = entry.kind().accepts(value);
        } catch (RuntimeException e) {
            accepted = false;
        }
        if (!accepted) {
            throw new IllegalArgumentException(
                    "backend option " + entry.option().key() + ": '" + value + "' is not " + entry.kind().form);
        }
    }

    private static void requireAtLeast(Map<String, String> resolved, String key, long bytesLeast, String reason) {
        if (sizeBytes(resolved, key) < bytesLeast) {
            throw new IllegalArgumentException("backend option " + key + ": '" + value(resolved, key)
                    + "' is less than " + bytesLeast + " bytes (" + reason + ")");
        }
    }

    private static void requireThreadsIfFixed(Map<String, String> resolved, String cachedKey, String sizeKey) {
        if (value(resolved, cachedKey).equals("false")
                && value(resolved, sizeKey).equals("0")) {
            throw new IllegalArgumentException("backend option " + sizeKey + ": '0' is not possible while " + cachedKey
                    + " is false: a fixed pool needs at least 1 thread");
        }
    }
}

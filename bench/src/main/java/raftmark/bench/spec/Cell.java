package raftmark.bench.spec;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import raftmark.kv.spi.ReadLevel;
import raftmark.kv.wire.Limits;
import raftmark.server.HandlerConfig;
import raftmark.server.HandlerExecutor;
import raftmark.server.HandlerStyle;
import raftmark.server.Route;

/**
 * One configuration that is measured: a level of every factor. Combinations that make no sense cannot be made.
 *
 * @param backend library or rung
 * @param cluster where the servers run
 * @param nodes servers of the cluster
 * @param access how the load reaches the state machine. With {@link Access#SPI} no front end takes part: handler, event loops,
 *     channels and route keep their defaults and have no level
 * @param handler the pool under test
 * @param grpcIoThreads Netty event loops of a server
 * @param backendOptions settings of the library beyond its defaults
 * @param clients outstanding requests; in an open loop the most that may be outstanding
 * @param channels gRPC channels to a server
 * @param loop what makes a client send
 * @param target which servers the clients ask
 * @param route what a follower does with a request
 * @param workload which operations
 * @param keys how keys are chosen
 * @param keyCount number of keys
 * @param valueBytes length of a written value; 0 where the workload writes the client's number
 * @param readLevel level of every Get
 * @param jit JIT setting of the servers
 */
public record Cell(
        String backend,
        ClusterKind cluster,
        int nodes,
        Access access,
        HandlerConfig handler,
        int grpcIoThreads,
        Map<String, String> backendOptions,
        int clients,
        int channels,
        Loop loop,
        Target target,
        Route route,
        Workload workload,
        KeyChoice keys,
        int keyCount,
        int valueBytes,
        ReadLevel readLevel,
        JitMode jit) {
    private static final int CLIENTS_MAX = 65_536;
    private static final int KEY_COUNT_MAX = 1_000_000;

    /** @throws IllegalArgumentException naming the factor, its level, and what would do */
    public Cell {
        backendOptions = Collections.unmodifiableMap(new TreeMap<>(backendOptions));
        within("nodes", nodes, 1, 9);
        within("grpc_io_threads", grpcIoThreads, 1, 256);
        within("clients", clients, 1, CLIENTS_MAX);
        within("channels", channels, 1, 1024);
        within("key_count", keyCount, 1, KEY_COUNT_MAX);
        within("value_bytes", valueBytes, 0, Limits.VALUE_BYTES_MAX);
        if (keys == KeyChoice.SINGLE && keyCount != 1) {
            throw new IllegalArgumentException("keys single has one key, but key_count is " + keyCount);
        }
        if (workload.has(Operation.APPEND) && !workload.has(Operation.PUT) && keys == KeyChoice.SINGLE) {
            throw new IllegalArgumentException("workload " + workload.name() + " appends to one key that is never Put:"
                    + " the replies grow without bound; use keys uniform or a mix with put");
        }
        if (access == Access.SPI) {
            requireSpi(
                    cluster == ClusterKind.EMBEDDED,
                    "cluster",
                    label(cluster),
                    "embedded: the nodes must live in the" + " load generator's own process");
            requireSpi(target == Target.LEADER, "target", label(target), "leader: only it takes commands");
            requireSpi(handler.equals(HandlerConfig.ASYNC_DIRECT), "handler", label(handler.style()), "no handler");
            requireSpi(loop.equals(Loop.CLOSED), "loop", "open", "closed: nothing sends by a schedule there");
            requireSpi(route == Route.FORWARD, "route", label(route), "no route");
        }
        if (channels > clients) {
            throw new IllegalArgumentException("channels " + channels + " is more than clients " + clients);
        }
    }

    /** Short stable name of this configuration: 8 hexadecimal digits. */
    public String id() {
        StringBuilder text = new StringBuilder();
        for (Factor factor : Factor.values()) {
            text.append(factor.key()).append('=').append(level(factor)).append('\n');
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** The level of a factor as it stands in results; empty where the factor plays no part. */
    public String level(Factor factor) {
        return switch (factor) {
            case BACKEND -> backend;
            case CLUSTER -> label(cluster);
            case NODES -> Integer.toString(nodes);
            case ACCESS -> label(access);
            case HANDLER -> ofFrontEnd(label(handler.style()));
            case HANDLER_EXECUTOR -> ofFrontEnd(label(handler.executor()));
            case SERVER_THREADS ->
                handler.executor() == HandlerExecutor.FIXED ? Integer.toString(handler.serverThreads()) : "";
            case GRPC_IO_THREADS -> ofFrontEnd(Integer.toString(grpcIoThreads));
            case BACKEND_OPTIONS -> optionsText(backendOptions);
            case CLIENTS -> Integer.toString(clients);
            case CHANNELS -> ofFrontEnd(Integer.toString(channels));
            case LOOP -> isOpen() ? "open" : "closed";
            case ARRIVALS -> loop instanceof Loop.Open open ? label(open.arrivals()) : "";
            case TARGET_RATE -> loop instanceof Loop.Open open ? open.rate().label() : "";
            case TARGET -> label(target);
            case ROUTE -> ofFrontEnd(label(route));
            case WORKLOAD -> workload.name();
            case KEYS -> label(keys);
            case KEY_COUNT -> Integer.toString(keyCount);
            case VALUE_BYTES -> workload.clientNumberAsValue() ? "" : Integer.toString(valueBytes);
            case READ_LEVEL -> workload.has(Operation.GET) ? label(readLevel) : "";
            case JVM -> label(jit);
        };
    }

    private String ofFrontEnd(String level) {
        return access == Access.SPI ? "" : level;
    }

    private static void requireSpi(boolean holds, String factor, String level, String wanted) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "access spi goes past the front end: " + factor + " is " + level + ", and it takes " + wanted);
        }
    }

    /** The handler in words, as in {@code blocking fixed 16}; {@code spi} where there is none. */
    public String handlerText() {
        if (access == Access.SPI) {
            return label(access);
        }
        String threads = level(Factor.SERVER_THREADS);
        return level(Factor.HANDLER) + " " + level(Factor.HANDLER_EXECUTOR) + (threads.isEmpty() ? "" : " " + threads);
    }

    /** Whether requests are sent by a schedule. */
    public boolean isOpen() {
        return loop instanceof Loop.Open;
    }

    /** Whether the rate of its schedule is a share of what {@link #closed()} reaches. */
    public boolean needsCapacity() {
        return loop instanceof Loop.Open open && open.rate() instanceof TargetRate.ShareOfCapacity;
    }

    /** Operations a second of an open loop; empty of a closed one, and where the rate is a share of a capacity. */
    public OptionalDouble targetRate() {
        return loop instanceof Loop.Open open && open.rate() instanceof TargetRate.Absolute rate
                ? OptionalDouble.of(rate.operationsPerSecond())
                : OptionalDouble.empty();
    }

    /** The same configuration with a closed loop: what the capacity is measured with. */
    public Cell closed() {
        return with(Loop.CLOSED);
    }

    /**
     * The same open loop at a rate that is known.
     *
     * @param operationsPerSecond arrivals a second
     * @throws IllegalArgumentException if the loop is closed, or the rate out of range
     */
    public Cell atRate(double operationsPerSecond) {
        if (loop instanceof Loop.Open open) {
            return with(new Loop.Open(new TargetRate.Absolute(operationsPerSecond), open.arrivals()));
        }
        throw new IllegalArgumentException("a closed loop has no rate");
    }

    private Cell with(Loop other) {
        return new Cell(
                backend,
                cluster,
                nodes,
                access,
                handler,
                grpcIoThreads,
                backendOptions,
                clients,
                channels,
                other,
                target,
                route,
                workload,
                keys,
                keyCount,
                valueBytes,
                readLevel,
                jit);
    }

    /** Whether a handler thread waits for the commit. */
    public boolean blocking() {
        return handler.style() == HandlerStyle.BLOCKING;
    }

    /** {@code key=value;key=value} in the order of the keys. */
    public static String optionsText(Map<String, String> options) {
        return new TreeMap<>(options)
                .entrySet().stream()
                        .map(option -> option.getKey() + "=" + option.getValue())
                        .collect(Collectors.joining(";"));
    }

    private static String label(Enum<?> level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    private static void within(String factor, int level, int min, int max) {
        if (level < min || level > max) {
            throw new IllegalArgumentException(factor + " " + level + " is not within " + min + " to " + max);
        }
    }
}

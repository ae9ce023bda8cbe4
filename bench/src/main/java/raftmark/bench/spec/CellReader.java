package raftmark.bench.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import raftmark.kv.spi.ReadLevel;
import raftmark.server.HandlerConfig;
import raftmark.server.HandlerExecutor;
import raftmark.server.HandlerStyle;
import raftmark.server.Route;

/** Turns a level of every stated factor into a {@link Cell}, with the defaults for what is not stated. */
final class CellReader {
    private static final int FIRST_JDK_WITH_VIRTUAL_THREADS = 21;
    private static final List<Factor> FRONT_END_FACTORS = List.of(
            Factor.HANDLER,
            Factor.HANDLER_EXECUTOR,
            Factor.SERVER_THREADS,
            Factor.GRPC_IO_THREADS,
            Factor.CHANNELS,
            Factor.ROUTE);

    private final int javaFeature;

    /** @param javaFeature the JDK that the servers run on, as in {@code Runtime.version().feature()} */
    CellReader(int javaFeature) {
        this.javaFeature = javaFeature;
    }

    /** @throws IllegalArgumentException naming the factor, its level, and what would do */
    Cell read(Map<Factor, String> levels) {
        String backend = levels.getOrDefault(Factor.BACKEND, "");
        if (backend.isEmpty()) {
            throw new IllegalArgumentException("no backend is given: state backend, for instance [jraft, ratis]");
        }
        Workload workload = Workload.parse(levels.getOrDefault(Factor.WORKLOAD, "put"));
        if (workload.clientNumberAsValue() && levels.containsKey(Factor.VALUE_BYTES)) {
            throw new IllegalArgumentException(
                    "workload lab writes the client's number: value_bytes cannot be set with it");
        }
        KeyChoice keys = level(
                KeyChoice.class,
                Factor.KEYS,
                levels,
                workload.clientNumberAsValue() ? KeyChoice.SINGLE : KeyChoice.UNIFORM);
        int clients = number(Factor.CLIENTS, levels, 64);
        Access access = level(Access.class, Factor.ACCESS, levels, Access.GRPC);
        if (access == Access.SPI) {
            refuseFrontEndFactors(levels);
        }
        return new Cell(
                backend,
                level(ClusterKind.class, Factor.CLUSTER, levels, ClusterKind.PROCESSES),
                number(Factor.NODES, levels, 3),
                access,
                handler(levels),
                number(Factor.GRPC_IO_THREADS, levels, 2),
                options(levels.getOrDefault(Factor.BACKEND_OPTIONS, "")),
                clients,
                number(Factor.CHANNELS, levels, Math.min(clients, 2)),
                loop(levels),
                level(Target.class, Factor.TARGET, levels, Target.LEADER),
                level(Route.class, Factor.ROUTE, levels, Route.FORWARD),
                workload,
                keys,
                number(Factor.KEY_COUNT, levels, keys == KeyChoice.SINGLE ? 1 : 1000),
                workload.clientNumberAsValue() ? 0 : number(Factor.VALUE_BYTES, levels, 100),
                level(ReadLevel.class, Factor.READ_LEVEL, levels, ReadLevel.LOG_READ),
                level(JitMode.class, Factor.JVM, levels, JitMode.C1));
    }

    /** Equal configurations must not bear different names, so what plays no part cannot be stated. */
    private static void refuseFrontEndFactors(Map<Factor, String> levels) {
        for (Factor factor : FRONT_END_FACTORS) {
            if (levels.containsKey(factor)) {
                throw new IllegalArgumentException("access spi goes past the front end: " + factor.key() + " "
                        + levels.get(factor) + " cannot be set with it; state " + factor.key()
                        + " in the blocks with access grpc only");
            }
        }
    }

    private static Loop loop(Map<Factor, String> levels) {
        String loop = levels.getOrDefault(Factor.LOOP, "closed");
        String rate = levels.get(Factor.TARGET_RATE);
        switch (loop) {
            case "open":
                if (rate == null) {
                    throw new IllegalArgumentException("loop open needs target_rate: operations a second, as in 500, or"
                            + " a share of the closed loop's capacity, as in 70%");
                }
                return new Loop.Open(
                        TargetRate.parse(rate), level(Arrivals.class, Factor.ARRIVALS, levels, Arrivals.FIXED));
            case "closed":
                for (Factor factor : List.of(Factor.TARGET_RATE, Factor.ARRIVALS)) {
                    if (levels.containsKey(factor)) {
                        throw new IllegalArgumentException(factor.key() + " " + levels.get(factor)
                                + " goes with loop open only: state loop: open, and put closed loops into a block of their"
                                + " own (those that a share like 70% is of are planned by themselves)");
                    }
                }
                return Loop.CLOSED;
            default:
                throw new IllegalArgumentException("loop '" + loop + "' is not known: use one of closed, open");
        }
    }

    private HandlerConfig handler(Map<Factor, String> levels) {
        HandlerStyle style = level(HandlerStyle.class, Factor.HANDLER, levels, HandlerStyle.ASYNC);
        boolean threadsStated = levels.containsKey(Factor.SERVER_THREADS);
        HandlerExecutor executor = level(
                HandlerExecutor.class,
                Factor.HANDLER_EXECUTOR,
                levels,
                threadsStated || style == HandlerStyle.BLOCKING ? HandlerExecutor.FIXED : HandlerExecutor.DIRECT);
        if (style == HandlerStyle.BLOCKING && executor == HandlerExecutor.DIRECT) {
            throw new IllegalArgumentException("handler blocking on handler_executor direct would block the event loop"
                    + " that must bring the answer: use fixed, cached or virtual");
        }
        if (threadsStated && executor != HandlerExecutor.FIXED) {
            throw new IllegalArgumentException("server_threads " + levels.get(Factor.SERVER_THREADS)
                    + " goes with handler_executor fixed only, not with "
                    + executor.name().toLowerCase(Locale.ROOT));
        }
        if (!threadsStated && executor == HandlerExecutor.FIXED) {
            throw new IllegalArgumentException("handler_executor fixed needs server_threads");
        }
        if (executor == HandlerExecutor.VIRTUAL && javaFeature < FIRST_JDK_WITH_VIRTUAL_THREADS) {
            throw new IllegalArgumentException("handler_executor virtual needs JDK " + FIRST_JDK_WITH_VIRTUAL_THREADS
                    + " or later, and this is JDK " + javaFeature + ": set JAVA_HOME to a later one");
        }
        return new HandlerConfig(style, executor, threadsStated ? number(Factor.SERVER_THREADS, levels, 0) : 0);
    }

    private static int number(Factor factor, Map<Factor, String> levels, int whenAbsent) {
        String text = levels.get(factor);
        if (text == null) {
            return whenAbsent;
        }
        try {
            return Integer.parseInt(text.replace("_", ""));
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(factor.key() + " '" + text + "' is not a whole number", notANumber);
        }
    }

    private static <E extends Enum<E>> E level(Class<E> type, Factor factor, Map<Factor, String> levels, E whenAbsent) {
        String text = levels.get(factor);
        if (text == null) {
            return whenAbsent;
        }
        for (E level : type.getEnumConstants()) {
            if (level.name().toLowerCase(Locale.ROOT).equals(text)) {
                return level;
            }
        }
        throw new IllegalArgumentException(factor.key() + " '" + text + "' is not known: use one of "
                + Arrays.stream(type.getEnumConstants())
                        .map(level -> level.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
    }

    private static Map<String, String> options(String text) {
        Map<String, String> options = new TreeMap<>();
        for (String option : text.split(";", -1)) {
            if (option.isBlank()) {
                continue;
            }
            int equals = option.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "backend_options '" + option + "' is not key=value; separate several by ';'");
            }
            options.put(
                    option.substring(0, equals).strip(),
                    option.substring(equals + 1).strip());
        }
        return options;
    }
}

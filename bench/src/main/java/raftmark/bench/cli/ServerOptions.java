package raftmark.bench.cli;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import raftmark.bench.process.ServerSettings;
import raftmark.kv.machine.MachineLimits;
import raftmark.kv.spi.Capabilities;
import raftmark.server.Backends;
import raftmark.server.FrontEndConfig;
import raftmark.server.HandlerConfig;
import raftmark.server.HandlerExecutor;
import raftmark.server.HandlerStyle;
import raftmark.server.Route;

/** The settings of a server, shared by {@code cluster} and {@code serve}. */
public final class ServerOptions {
    private static final int JDK_WITH_VIRTUAL_THREADS = 21;

    @Option(
            names = "--backend",
            required = true,
            paramLabel = "B",
            completionCandidates = BackendNames.class,
            description = "Who replicates: ${COMPLETION-CANDIDATES}. 'raftmark backends' tells more.")
    private String backend = "";

    @Option(
            names = "--backend-option",
            paramLabel = "KEY=VALUE",
            description = "A setting of the library; may be repeated.")
    private Map<String, String> backendOptions = new LinkedHashMap<>();

    @Option(
            names = "--handler",
            paramLabel = "STYLE",
            defaultValue = "async",
            description =
                    "blocking: the handler thread waits for the commit; async: the completion answers. Default: ${DEFAULT-VALUE}.")
    private HandlerStyle handler = HandlerStyle.ASYNC;

    @Option(
            names = "--executor",
            paramLabel = "E",
            description = "Where gRPC calls the handler: direct, fixed (needs --server-threads), cached, or virtual"
                    + " (JDK 21+). Default: fixed where --server-threads is given, direct otherwise.")
    private @Nullable HandlerExecutor executor;

    @Option(names = "--server-threads", paramLabel = "N", description = "Threads of the fixed executor.")
    private @Nullable Integer serverThreads;

    @Option(
            names = "--grpc-io-threads",
            paramLabel = "N",
            description = "Netty event loops that serve clients. Default: one per core.")
    private @Nullable Integer grpcIoThreads;

    @Option(
            names = "--route",
            paramLabel = "R",
            defaultValue = "forward",
            description =
                    "What a follower does with a request: forward it to the leader, or redirect the client. Default: ${DEFAULT-VALUE}.")
    private Route route = Route.FORWARD;

    @Option(
            names = "--bind",
            paramLabel = "HOST",
            defaultValue = ServerSettings.BIND_HOST,
            description = "Address that listeners bind to, the library's own port too. Default: ${DEFAULT-VALUE}.")
    private String bind = ServerSettings.BIND_HOST;

    @Option(
            names = "--proposals-in-flight-max",
            paramLabel = "N",
            defaultValue = "4096",
            description = "Further proposals are answered RESOURCE_EXHAUSTED. Default: ${DEFAULT-VALUE}.")
    private int proposalsInFlightMax;

    @Option(
            names = "--append-value-bytes-max",
            paramLabel = "BYTES",
            defaultValue = "1048576",
            description = "Cap of a value that Append accumulates. The same on all servers. Default: ${DEFAULT-VALUE}.")
    private int appendValueBytesMax;

    @Option(
            names = "--sessions-max",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Client sessions kept for exactly-once. The same on all servers. Default: ${DEFAULT-VALUE}.")
    private int sessionsMax;

    @Option(
            names = "--session-reply-bytes-max",
            paramLabel = "BYTES",
            defaultValue = "67108864",
            description = "Bytes of replies kept for retries. The same on all servers. Default: ${DEFAULT-VALUE}.")
    private long sessionReplyBytesMax;

    @Option(
            names = "--election-timeout-millis-min",
            paramLabel = "MS",
            defaultValue = "1000",
            description = "Lower end of the election timeout. Default: ${DEFAULT-VALUE}.")
    private long electionTimeoutMillisMin;

    @Option(
            names = "--election-timeout-millis-max",
            paramLabel = "MS",
            defaultValue = "2000",
            description = "Upper end of the election timeout. Default: ${DEFAULT-VALUE}.")
    private long electionTimeoutMillisMax;

    @Option(
            names = "--print-operations",
            description = "Each server prints every operation's input and result: writes where they are applied, so on"
                    + " all servers; reads and failures where they are answered.")
    private boolean printOperations;

    /**
     * The settings as given.
     *
     * @throws IllegalArgumentException naming what is impossible: an unknown backend or option, blocking on direct, a
     *     number out of range
     */
    ServerSettings settings(List<String> jvmArguments) {
        checkBackendOptions(Backends.named(backend).capabilities());
        if (electionTimeoutMillisMin < 1 || electionTimeoutMillisMax < electionTimeoutMillisMin) {
            throw new IllegalArgumentException("--election-timeout-millis-min " + electionTimeoutMillisMin
                    + " and --election-timeout-millis-max " + electionTimeoutMillisMax
                    + " are no range: the one must be positive and not above the other");
        }
        return new ServerSettings(
                backend,
                backendOptions,
                frontEnd(),
                new MachineLimits(appendValueBytesMax, sessionsMax, sessionReplyBytesMax),
                Duration.ofMillis(electionTimeoutMillisMin),
                Duration.ofMillis(electionTimeoutMillisMax),
                bind,
                jvmArguments);
    }

    /** The same check as {@link Capabilities#resolve}, said in a line that fits a terminal. */
    private void checkBackendOptions(Capabilities capabilities) {
        List<String> known =
                capabilities.options().stream().map(Capabilities.Option::key).toList();
        for (String key : backendOptions.keySet()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException("unknown backend option '" + key + "' for "
                        + capabilities.libraryName() + ". Known: "
                        + (known.isEmpty()
                                ? "none"
                                : String.join(", ", known) + "; 'raftmark backends' explains them"));
            }
        }
    }

    private FrontEndConfig frontEnd() {
        int ioThreads = grpcIoThreads == null ? FrontEndConfig.defaults().grpcIoThreads() : grpcIoThreads;
        return new FrontEndConfig(handlerConfig(), route, ioThreads, proposalsInFlightMax, printOperations);
    }

    private HandlerConfig handlerConfig() {
        HandlerExecutor chosen =
                executor != null ? executor : serverThreads != null ? HandlerExecutor.FIXED : HandlerExecutor.DIRECT;
        if (chosen == HandlerExecutor.FIXED && serverThreads == null) {
            throw new IllegalArgumentException("--executor fixed needs --server-threads N");
        }
        if (chosen != HandlerExecutor.FIXED && serverThreads != null) {
            throw new IllegalArgumentException("--server-threads " + serverThreads
                    + " goes with --executor fixed only; leave out --executor "
                    + chosen.name().toLowerCase(Locale.ROOT)
                    + " or --server-threads");
        }
        if (chosen == HandlerExecutor.VIRTUAL && Runtime.version().feature() < JDK_WITH_VIRTUAL_THREADS) {
            throw new IllegalArgumentException("--executor virtual needs JDK " + JDK_WITH_VIRTUAL_THREADS
                    + " or later, and this is " + Runtime.version()
                    + ": set JAVA_HOME to a newer JDK, or use --executor"
                    + " cached");
        }
        return new HandlerConfig(handler, chosen, serverThreads == null ? 0 : serverThreads);
    }

    /** The backends on the class path. */
    static final class BackendNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Backends.names().iterator();
        }
    }
}

package raftmark.bench.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import raftmark.kv.machine.MachineLimits;
import raftmark.kv.spi.NodeConfig;
import raftmark.server.FrontEndConfig;
import raftmark.server.HandlerExecutor;

/**
 * Everything that the servers of one cluster have in common.
 *
 * @param backend name of the backend
 * @param backendOptions settings of the library, as given
 * @param frontEnd the gRPC front end
 * @param limits bounds of the state machine, which all replicas must share
 * @param electionTimeoutMin lower end of the randomised election timeout
 * @param electionTimeoutMax upper end of it
 * @param bindHost address that listeners bind to
 * @param jvmArguments arguments of each server's JVM; see {@link JvmArguments}
 */
public record ServerSettings(
        String backend,
        Map<String, String> backendOptions,
        FrontEndConfig frontEnd,
        MachineLimits limits,
        Duration electionTimeoutMin,
        Duration electionTimeoutMax,
        String bindHost,
        List<String> jvmArguments) {
    /** Loopback: nobody else's business unless asked for. */
    public static final String BIND_HOST = "127.0.0.1";

    public ServerSettings {
        backendOptions = Map.copyOf(backendOptions);
        jvmArguments = List.copyOf(jvmArguments);
    }

    /** The defaults: asynchronous handlers, fair election timeouts, loopback, C1 with 512 MiB of heap. */
    public static ServerSettings of(String backend) {
        return new ServerSettings(
                backend,
                Map.of(),
                FrontEndConfig.defaults(),
                MachineLimits.DEFAULT,
                NodeConfig.ELECTION_TIMEOUT_MIN,
                NodeConfig.ELECTION_TIMEOUT_MAX,
                BIND_HOST,
                JvmArguments.of(JvmArguments.Jit.C1));
    }

    /** The same with another front end. */
    public ServerSettings withFrontEnd(FrontEndConfig changed) {
        return new ServerSettings(
                backend,
                backendOptions,
                changed,
                limits,
                electionTimeoutMin,
                electionTimeoutMax,
                bindHost,
                jvmArguments);
    }

    /** The same with other settings of the library. */
    public ServerSettings withBackendOptions(Map<String, String> changed) {
        return new ServerSettings(
                backend, changed, frontEnd, limits, electionTimeoutMin, electionTimeoutMax, bindHost, jvmArguments);
    }

    /** The same with other arguments of the JVM. */
    public ServerSettings withJvmArguments(List<String> changed) {
        return new ServerSettings(
                backend, backendOptions, frontEnd, limits, electionTimeoutMin, electionTimeoutMax, bindHost, changed);
    }

    /** The flags of {@code raftmark serve} that produce exactly these settings, those of the JVM excepted. */
    public List<String> toArguments() {
        List<String> arguments = new ArrayList<>();
        add(arguments, "--backend", backend);
        new TreeMap<>(backendOptions).forEach((key, value) -> add(arguments, "--backend-option", key + "=" + value));
        add(arguments, "--handler", lower(frontEnd.handler().style()));
        add(arguments, "--executor", lower(frontEnd.handler().executor()));
        if (frontEnd.handler().executor() == HandlerExecutor.FIXED) {
            add(arguments, "--server-threads", frontEnd.handler().serverThreads());
        }
        add(arguments, "--route", lower(frontEnd.route()));
        add(arguments, "--grpc-io-threads", frontEnd.grpcIoThreads());
        add(arguments, "--proposals-in-flight-max", frontEnd.proposalsInFlightMax());
        add(arguments, "--append-value-bytes-max", limits.appendedValueBytesMax());
        add(arguments, "--sessions-max", limits.sessionsMax());
        add(arguments, "--session-reply-bytes-max", limits.sessionReplyBytesMax());
        add(arguments, "--election-timeout-millis-min", electionTimeoutMin.toMillis());
        add(arguments, "--election-timeout-millis-max", electionTimeoutMax.toMillis());
        add(arguments, "--bind", bindHost);
        if (frontEnd.printOperations()) {
            arguments.add("--print-operations");
        }
        return List.copyOf(arguments);
    }

    private static void add(List<String> arguments, String flag, Object value) {
        arguments.add(flag + "=" + value);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

package raftmark.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.Peer;
import raftmark.kv.wire.Limits;

/** What {@code Admin.Status} tells of a server's settings and versions, by name. */
final class Settings {
    private static final String TIER_MAX = "-XX:TieredStopAtLevel=";

    private Settings() {}

    /**
     * Every setting in force; backend options are resolved and have the prefix {@code backend.}, what nobody can set has the
     * prefix {@code fixed.}, that of the library under its own name behind it.
     */
    static Map<String, String> inForce(KvNode node, FrontEndConfig frontEnd) {
        Map<String, String> settings = new TreeMap<>();
        NodeConfig config = node.config();
        settings.put("cluster_id", config.clusterId());
        settings.put("peers", config.peers().stream().map(Settings::peer).collect(Collectors.joining(",")));
        settings.put("bind_host", config.bindHost());
        settings.put("jit", jit(ManagementFactory.getRuntimeMXBean().getInputArguments()));
        settings.put("data_directory", config.dataDirectory().toString());
        settings.put(
                "election_timeout_min_millis",
                Long.toString(config.electionTimeoutMin().toMillis()));
        settings.put(
                "election_timeout_max_millis",
                Long.toString(config.electionTimeoutMax().toMillis()));
        settings.put("handler", lower(frontEnd.handler().style()));
        settings.put("executor", lower(frontEnd.handler().executor()));
        settings.put("server_threads", Integer.toString(frontEnd.handler().serverThreads()));
        settings.put("route", lower(frontEnd.route()));
        settings.put("grpc_io_threads", Integer.toString(frontEnd.grpcIoThreads()));
        settings.put("forward_io_threads", Integer.toString(frontEnd.grpcIoThreads()));
        settings.put("proposals_in_flight_max", Integer.toString(frontEnd.proposalsInFlightMax()));
        settings.put("print_operations", Boolean.toString(frontEnd.printOperations()));
        settings.put("appended_value_bytes_max", Integer.toString(node.limits().appendedValueBytesMax()));
        settings.put("sessions_max", Integer.toString(node.limits().sessionsMax()));
        settings.put("session_reply_bytes_max", Long.toString(node.limits().sessionReplyBytesMax()));
        settings.put(
                "replicated", Boolean.toString(node.backend().capabilities().replicated()));
        settings.put(
                "read_levels",
                node.backend().capabilities().readLevels().stream()
                        .sorted()
                        .map(Enum::name)
                        .collect(Collectors.joining(",")));
        settings.putAll(fixedTerms(node.backend().capabilities().replicated()));
        node.backend().capabilities().fixedSettings().forEach((key, value) -> settings.put("fixed." + key, value));
        node.backend()
                .capabilities()
                .resolve(config.options())
                .forEach((key, value) -> settings.put("backend." + key, value));
        return settings;
    }

    /** {@code c1} if this JVM compiles with C1 alone, else {@code default}; the last argument counts, as in the JVM. */
    static String jit(List<String> jvmArguments) {
        return jvmArguments.stream()
                        .filter(argument -> argument.startsWith(TIER_MAX))
                        .reduce((earlier, later) -> later)
                        .filter((TIER_MAX + "1")::equals)
                        .isPresent()
                ? "c1"
                : "default";
    }

    /** What nobody can set: the terms that every replicated backend is compared under, and the front end's constants. */
    private static Map<String, String> fixedTerms(boolean replicated) {
        String durable = Boolean.toString(replicated);
        return Map.of(
                "fixed.fsync_log_before_acknowledging", durable,
                "fixed.fsync_vote", durable,
                "fixed.snapshots", replicated ? "on request only" : "none",
                "fixed.admin_threads", Integer.toString(FrontEnd.ADMIN_THREADS),
                "fixed.handler_wait_seconds_max", Long.toString(BlockingWait.WAIT_SECONDS_MAX),
                "fixed.key_bytes_max", Integer.toString(Limits.KEY_BYTES_MAX),
                "fixed.value_bytes_max", Integer.toString(Limits.VALUE_BYTES_MAX),
                "fixed.message_bytes_max", Integer.toString(Limits.MESSAGE_BYTES_MAX));
    }

    private static String peer(Peer peer) {
        return peer.id() + "=" + peer.host() + ":" + peer.kvPort() + ":" + peer.raftPort();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Versions of Java, the JVM, gRPC, the backend's library and Raftmark. */
    static Map<String, String> versions(KvNode node) {
        Map<String, String> versions = new TreeMap<>();
        versions.put("java", System.getProperty("java.version", "unknown"));
        versions.put("jvm", System.getProperty("java.vm.name", "unknown"));
        versions.put("library", node.backend().capabilities().libraryName());
        Properties built = new Properties();
        try (InputStream in = Settings.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                built.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties cannot be read", e);
        }
        built.forEach((name, version) -> versions.put(name.toString(), version.toString()));
        return versions;
    }
}

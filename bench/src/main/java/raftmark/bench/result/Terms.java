package raftmark.bench.result;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import raftmark.bench.spec.Access;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.ClusterKind;
import raftmark.bench.spec.Factor;

/**
 * What two runs must share to be compared as backends, handlers or thread counts: everything but those and the load.
 *
 * @param durability {@code fsync}, {@code tmpfs} or {@code none}; empty if unknown
 * @param dataFilesystem type of the file system under the logs, empty if unknown
 * @param javaVersion of the servers, empty if unknown
 * @param all every term by name, in order
 */
public record Terms(String durability, String dataFilesystem, String javaVersion, Map<String, String> all) {
    private static final Factor[] FACTORS = {
        Factor.CLUSTER,
        Factor.NODES,
        Factor.GRPC_IO_THREADS,
        Factor.TARGET,
        Factor.ROUTE,
        Factor.WORKLOAD,
        Factor.KEYS,
        Factor.KEY_COUNT,
        Factor.VALUE_BYTES,
        Factor.READ_LEVEL,
        Factor.JVM
    };

    public Terms {
        all = Collections.unmodifiableMap(new LinkedHashMap<>(all));
    }

    /**
     * The terms of a configuration.
     *
     * @param replicated whether the backend keeps a log
     * @param clusterReused whether a cluster per backend is kept
     * @param dataFilesystem type of the file system under the logs
     * @param electionTimeout as text, in force for every backend
     * @param serverJvmArguments of every server's JVM, heap included
     */
    public static Terms of(
            Cell cell,
            boolean replicated,
            boolean clusterReused,
            String dataFilesystem,
            String javaVersion,
            String electionTimeout,
            String serverJvmArguments) {
        boolean remote = cell.cluster() == ClusterKind.REMOTE;
        String durability = remote ? "" : !replicated ? "none" : durabilityOn(dataFilesystem);
        String filesystem = remote ? "" : dataFilesystem;
        String java = remote ? "" : javaVersion;
        Map<String, String> all = new LinkedHashMap<>();
        for (Factor factor : FACTORS) {
            all.put(factor.key(), cell.level(factor));
        }
        if (cell.access() != Access.GRPC) {
            // Nothing is said of grpc, so that sweeps from before there was a choice keep their terms.
            all.put(Factor.ACCESS.key(), cell.level(Factor.ACCESS));
        }
        all.put("durability", durability);
        all.put("data_filesystem", filesystem);
        all.put("java_version", java);
        all.put("cluster_reused", Boolean.toString(clusterReused));
        all.put("election_timeout", electionTimeout);
        all.put("snapshots_while_measuring", remote ? "" : "off");
        all.put("server_jvm_arguments", remote ? "" : serverJvmArguments);
        return new Terms(durability, filesystem, java, all);
    }

    /** No backend has an option that acknowledges before it forces, so the file system decides. */
    private static String durabilityOn(String filesystem) {
        return switch (filesystem) {
            case "" -> "";
            case "tmpfs", "ramfs" -> "tmpfs";
            default -> "fsync";
        };
    }

    /** Short hash of all terms. */
    public String id() {
        try {
            StringBuilder text = new StringBuilder();
            new TreeMap<>(all)
                    .forEach((name, term) ->
                            text.append(name).append('=').append(term).append('\n'));
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}

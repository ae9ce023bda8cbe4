package raftmark.bench.env;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import raftmark.bench.spec.JitMode;
import raftmark.kv.spi.Capabilities;
import raftmark.server.Backends;

/** What there is to know of the machine and the program, as data for {@code environment.json}. Unknown is the empty text. */
public final class Environment {
    private static final Path PROC = Path.of("/proc");
    private static final String TIER_MAX = "-XX:TieredStopAtLevel=";
    private static final long GIT_SECONDS_MAX = 5;

    private Environment() {}

    /**
     * Collects it; takes a fraction of a second.
     *
     * @param home where the program's sources lie, for the commit
     * @param dataDirectory where clusters keep their logs; must exist
     */
    public static Map<String, Object> collect(Path home, Path dataDirectory) {
        Map<String, Object> environment = new LinkedHashMap<>();
        environment.put("cpu_model", cpuModel());
        environment.put("cores", Runtime.getRuntime().availableProcessors());
        environment.put("memory_mebibytes", memoryMebibytes());
        environment.put(
                "kernel",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        environment.put(
                "clock", firstLine(Path.of("/sys/devices/system/clocksource/clocksource0/current_clocksource")));
        environment.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        environment.put(
                "harness_jvm_arguments",
                withoutPlace(ManagementFactory.getRuntimeMXBean().getInputArguments(), home));
        environment.put("harness_jit", jitOfThisJvm().name().toLowerCase(java.util.Locale.ROOT));
        environment.put("data_filesystem", filesystem(dataDirectory));
        environment.put("versions", versions());
        environment.put("backend_option_defaults", backendOptionDefaults());
        environment.put("commit", git(home, "rev-parse", "HEAD").orElse(""));
        environment.put("commit_dirty", isDirty(home));
        return environment;
    }

    /** The JIT setting of this JVM, which is that of embedded nodes and of the load generator. */
    public static JitMode jitOfThisJvm() {
        return jitOf(ManagementFactory.getRuntimeMXBean().getInputArguments());
    }

    /** Results are passed on: where the program lies on this machine is left out of them. */
    static List<String> withoutPlace(List<String> jvmArguments, Path home) {
        return jvmArguments.stream()
                .map(argument -> argument.replace(home.toString(), "."))
                .toList();
    }

    /** The JIT setting that these arguments of a JVM make. */
    public static JitMode jitOf(List<String> jvmArguments) {
        // The last one counts, as in the JVM.
        return jvmArguments.stream()
                        .filter(argument -> argument.startsWith(TIER_MAX))
                        .reduce((earlier, later) -> later)
                        .filter((TIER_MAX + "1")::equals)
                        .isPresent()
                ? JitMode.C1
                : JitMode.DEFAULT;
    }

    /** Type of the file system of a directory, which must exist: {@code ext4}, {@code tmpfs} and so on; empty if unknown. */
    public static String filesystem(Path directory) {
        try {
            return Files.getFileStore(directory).type();
        } catch (IOException unknown) {
            return "";
        }
    }

    private static Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        for (String name : Backends.names()) {
            Capabilities capabilities = Backends.named(name).capabilities();
            versions.put(name, capabilities.libraryName());
        }
        versions.put("grpc", io.grpc.internal.GrpcUtil.getGrpcBuildVersion().toString());
        return versions;
    }

    /** What every run has that does not set an option itself: Raftmark's defaults are not always the library's. */
    private static Map<String, Map<String, String>> backendOptionDefaults() {
        Map<String, Map<String, String>> defaults = new LinkedHashMap<>();
        for (String name : Backends.names()) {
            Map<String, String> ofBackend = new LinkedHashMap<>();
            Backends.named(name)
                    .capabilities()
                    .options()
                    .forEach(option -> ofBackend.put(option.key(), option.defaultValue()));
            if (!ofBackend.isEmpty()) {
                defaults.put(name, ofBackend);
            }
        }
        return defaults;
    }

    private static String cpuModel() {
        return lineOf(PROC.resolve("cpuinfo"), line -> line.startsWith("model name"))
                .replaceFirst("^.*?:\\s*", "");
    }

    private static long memoryMebibytes() {
        String kibibytes = lineOf(PROC.resolve("meminfo"), line -> line.startsWith("MemTotal"))
                .replaceAll("\\D", "");
        return kibibytes.isEmpty() ? 0 : Long.parseLong(kibibytes) / 1024;
    }

    private static String firstLine(Path file) {
        return lineOf(file, line -> true);
    }

    private static String lineOf(Path file, Predicate<String> wanted) {
        try {
            return Files.readAllLines(file).stream().filter(wanted).findFirst().orElse("");
        } catch (IOException absent) {
            return "";
        }
    }

    /** Whether the program differs from its commit; the empty text where git does not say. */
    private static Object isDirty(Path home) {
        Optional<String> changes = git(home, "status", "--porcelain", "--untracked-files=no");
        return changes.isPresent() ? (Object) !changes.get().isEmpty() : "";
    }

    /** What git answers; empty if there is no git, no repository, or no answer in time. */
    private static Optional<String> git(Path home, String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of("git", "-C", home.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            // Not read before it ended: its few lines fit the pipe, and a git that hangs would hold the reader.
            boolean ended = process.waitFor(GIT_SECONDS_MAX, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
                return Optional.empty();
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.exitValue() == 0 ? Optional.of(output) : Optional.empty();
        } catch (IOException noGit) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}

package raftmark.bench.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import raftmark.kv.spi.NodeId;

/**
 * One server's JVM. Its standard input is a pipe whose other end this JVM holds: when this JVM dies, however it dies, the
 * pipe closes and the server ends itself ({@code serve --exit-with-parent}).
 */
final class ServerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);
    private static final String MAIN_CLASS = "raftmark.bench.cli.Main";
    private static final int LOG_TAIL_BYTES_MAX = 64 * 1024;

    private final Process process;
    private volatile boolean endRequested;

    private ServerProcess(Process process) {
        this.process = process;
    }

    /** Starts the node; what it prints goes to its log file, and line by line to {@code output} where one is given. */
    static ServerProcess start(ServerLaunch launch, NodeId id, @Nullable ServerOutput output) throws IOException {
        Path log = launch.logFile(id);
        Files.createDirectories(log.getParent());
        ProcessBuilder builder = new ProcessBuilder(command(launch, id));
        builder.redirectInput(ProcessBuilder.Redirect.PIPE);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        if (output == null) {
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        }
        Process process = builder.start();
        if (output != null) {
            Thread pump = new Thread(() -> pump(process, id, log, output), "output-of-" + id);
            pump.setDaemon(true);
            pump.start();
        }
        return new ServerProcess(process);
    }

    private static List<String> command(ServerLaunch launch, NodeId id) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(launch.settings().jvmArguments());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(MAIN_CLASS);
        command.add("serve");
        command.add("--exit-with-parent");
        command.add("--id=" + id);
        command.add("--peers=" + PeerList.format(launch.peers()));
        command.add("--cluster-id=" + launch.clusterId());
        command.add("--data=" + launch.nodeDirectory(id));
        command.addAll(launch.settings().toArguments());
        return command;
    }

    private static void pump(Process process, NodeId id, Path log, ServerOutput output) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                BufferedWriter copy = Files.newBufferedWriter(
                        log, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                copy.write(line);
                copy.newLine();
                copy.flush();
                output.line(id, line);
            }
        } catch (IOException e) {
            output.line(id, "(output lost: " + e.getMessage() + ")");
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    boolean endRequested() {
        return endRequested;
    }

    /** Runs the action when the process has ended, on a thread of the JVM's process reaper. */
    void onExit(Runnable action) {
        CompletableFuture<Void> unused = process.onExit().thenRun(action).whenComplete((nothing, failure) -> {
            if (failure != null) {
                LOG.error("a listener of the end of process {} failed", pid(), failure);
            }
        });
    }

    /** SIGTERM. */
    void terminate() {
        endRequested = true;
        process.destroy();
    }

    /** SIGKILL. */
    void kill() {
        endRequested = true;
        process.destroyForcibly();
    }

    boolean awaitExit(long nanos) throws InterruptedException {
        return process.waitFor(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }

    /** The last lines of a log file, or why there are none. */
    static String logTail(Path log, int lines) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long start = Math.max(0, file.length() - LOG_TAIL_BYTES_MAX);
            byte[] bytes = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(bytes);
            List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }
}

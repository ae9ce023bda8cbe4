package raftmark.bench.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The program {@code raftmark} as a process of its own, with what it printed; ended with its children at the latest by close. */
final class CliProcess implements AutoCloseable {
    private final Process process;
    private final Queue<String> out = new ConcurrentLinkedQueue<>();
    private final Queue<String> err = new ConcurrentLinkedQueue<>();
    private final List<Thread> readers = new ArrayList<>();
    private final List<ProcessHandle> descendants = new ArrayList<>();

    private CliProcess(Process process) {
        this.process = process;
        read(process.getInputStream(), out);
        read(process.getErrorStream(), err);
    }

    static CliProcess start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (signalsCanBeReset()) {
            // Under a shell that runs Maven in the background SIGINT is ignored, and that is inherited.
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        return new CliProcess(new ProcessBuilder(command).start());
    }

    private static boolean signalsCanBeReset() throws IOException {
        try {
            return new ProcessBuilder("env", "--default-signal=INT", "true")
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void read(InputStream stream, Queue<String> lines) {
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader text =
                            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        text.lines().forEach(lines::add);
                    } catch (IOException e) {
                        lines.add("(unreadable: " + e.getMessage() + ")");
                    }
                },
                "cli-output");
        reader.setDaemon(true);
        reader.start();
        readers.add(reader);
    }

    /** The first line of standard output that begins so, once it is there. */
    String awaitOut(String prefix, Duration timeout) {
        return await(out, prefix, timeout);
    }

    /** The first line of standard error that contains this, once it is there. */
    String awaitErr(String part, Duration timeout) {
        return await(err, part, timeout);
    }

    private String await(Queue<String> lines, String part, Duration timeout) {
        Awaitility.await()
                .alias("'" + part + "' in the output of the process")
                .atMost(timeout)
                .pollInterval(Duration.ofMillis(20))
                .failFast(() -> {
                    if (!process.isAlive() && lines.stream().noneMatch(line -> line.contains(part))) {
                        Thread.sleep(200);
                        if (lines.stream().noneMatch(line -> line.contains(part))) {
                            throw new AssertionError(
                                    "ended with " + process.exitValue() + ", out " + out + ", err " + err);
                        }
                    }
                })
                .until(() -> lines.stream().anyMatch(line -> line.contains(part)));
        return lines.stream().filter(line -> line.contains(part)).findFirst().orElseThrow();
    }

    String awaitReady() {
        String line = awaitOut("ready leader=", Duration.ofSeconds(180));
        descendants.addAll(process.descendants().toList());
        return line;
    }

    /** The endpoints of a {@code ready} line. */
    static String endpoints(String readyLine) {
        return readyLine.substring(readyLine.indexOf("endpoints=") + "endpoints=".length());
    }

    /** The leader of a {@code ready} line. */
    static String leader(String readyLine) {
        return readyLine.substring(readyLine.indexOf("leader=") + "leader=".length(), readyLine.indexOf(" endpoints="));
    }

    /** The server processes, as they were when the line {@code ready} came. */
    List<ProcessHandle> servers() {
        return descendants;
    }

    /** The server with this id, as the command told at the start. */
    ProcessHandle server(String id) {
        String line = awaitErr(id + " is pid ", Duration.ofSeconds(60));
        String pid = line.replaceAll(".*" + id + " is pid (\\d+).*", "$1");
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    int awaitExit(Duration timeout) throws InterruptedException {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still runs after " + timeout + ", out " + out + ", err " + err);
        }
        for (Thread reader : readers) {
            reader.join(2_000);
        }
        return process.exitValue();
    }

    List<String> out() {
        return List.copyOf(out);
    }

    List<String> err() {
        return List.copyOf(err);
    }

    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(descendants);
        process.descendants().forEach(all::add);
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        // Until then they may write to a directory that is about to be deleted.
        CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, 10, TimeUnit.SECONDS)
                .join();
    }
}

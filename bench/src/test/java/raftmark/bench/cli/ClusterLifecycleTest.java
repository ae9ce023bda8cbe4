package raftmark.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code raftmark cluster} as a process: how it starts, what it reports, and that nothing is left of it. */
class ClusterLifecycleTest {
    private static final Duration SOON = Duration.ofSeconds(120);

    @TempDir
    private Path data;

    private CliProcess cluster(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "cluster",
                "--backend=local",
                "--heap=128m",
                "--nodes=2",
                "--ready-timeout-seconds=180",
                "--data=" + data));
        arguments.addAll(List.of(more));
        return CliProcess.start(arguments.toArray(String[]::new));
    }

    private static void assertGone(List<ProcessHandle> servers) {
        await().atMost(SOON).until(() -> servers.stream().allMatch(ClusterLifecycleTest::isGone));
    }

    /** Ended; in a container whose first process reaps nobody an orphan stays as a zombie. */
    private static boolean isGone(ProcessHandle server) {
        if (!server.isAlive()) {
            return true;
        }
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(server.pid()), "stat"));
            return stat.substring(stat.lastIndexOf(')') + 1).startsWith(" Z");
        } catch (IOException noProcOrGone) {
            return !server.isAlive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSignalToTheCommandAloneStopsEveryServer(String signal) throws Exception {
        try (CliProcess cluster = cluster()) {
            String ready = cluster.awaitReady();
            List<ProcessHandle> servers = cluster.servers();
            assertThat(ready).matches("ready leader=n[12] endpoints=127\\.0\\.0\\.1:\\d+,127\\.0\\.0\\.1:\\d+");
            assertThat(servers).hasSize(2);

            cluster.signal(signal);

            assertThat(cluster.awaitExit(SOON)).isZero();
            assertGone(servers);
            assertThat(cluster.out()).containsExactly(ready);
            assertThat(data.resolve("n1")).exists();
            assertThat(data.resolve("logs").resolve("n2.log")).content().contains("listening id=n2");
        }
    }

    @Test
    void aSignalBeforeReadyStopsEveryServer() throws Exception {
        try (CliProcess cluster = cluster()) {
            cluster.awaitErr("data directory, kept: " + data, SOON);
            cluster.signal("TERM");

            assertThat(cluster.awaitExit(SOON)).isZero();
            assertThat(cluster.out()).isEmpty();
        }
    }

    @Test
    void theServersOfAKilledCommandEnd() throws Exception {
        try (CliProcess cluster = cluster()) {
            cluster.awaitReady();

            cluster.signal("KILL");

            assertGone(cluster.servers());
        }
    }

    @Test
    void aPortInUseIsNamedBeforeAnythingStarts() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                CliProcess cluster = cluster("--base-port=" + (taken.getLocalPort() - 1))) {
            assertThat(cluster.awaitExit(SOON)).isEqualTo(1);
            // Any other of the cluster's four ports may be in use too, and be the one that is named.
            assertThat(cluster.err())
                    .anyMatch(line -> IntStream.range(taken.getLocalPort() - 1, taken.getLocalPort() + 3)
                            .anyMatch(port -> line.contains("port " + port)));
            assertThat(data.resolve("logs")).doesNotExist();
        }
    }

    @Test
    void aServerThatDiesBeforeReadyFailsTheCommandWithItsLog() throws Exception {
        try (CliProcess cluster = cluster("--jvm-arg=-XX:NoSuchFlag=1")) {
            assertThat(cluster.awaitExit(SOON)).isEqualTo(1);
            assertThat(cluster.err()).anyMatch(line -> line.contains("before the cluster was ready"));
            assertThat(cluster.err()).anyMatch(line -> line.contains("NoSuchFlag"));
            assertThat(cluster.out()).isEmpty();
        }
    }

    @Test
    void aServerThatDiesLaterIsReportedAndTheOthersGoOn() throws Exception {
        try (CliProcess cluster = cluster()) {
            cluster.awaitReady();
            ProcessHandle second = cluster.server("n2");
            ProcessHandle first = cluster.server("n1");

            second.destroyForcibly();
            assertThat(cluster.awaitErr("server n2", SOON)).contains("signal 9").contains("the others go on");
            assertThat(first.isAlive()).isTrue();
            first.destroyForcibly();

            assertThat(cluster.awaitExit(SOON)).isEqualTo(1);
            assertThat(cluster.err()).anyMatch(line -> line.contains("no server is left"));
        }
    }

    @Test
    void aServerThatDiesIsBroughtBackWhereAsked() throws Exception {
        try (CliProcess cluster = cluster("--restart-failed")) {
            cluster.awaitReady();
            ProcessHandle second = cluster.server("n2");

            second.destroyForcibly();

            assertThat(cluster.awaitErr("server n2", SOON)).contains("signal 9").contains("started again in 1 s");
            String restarted = cluster.awaitErr("server n2 started again as pid ", SOON);
            long pid = Long.parseLong(restarted.replaceAll(".*pid ", ""));
            assertThat(pid).isNotEqualTo(second.pid());
            await().atMost(SOON)
                    .until(() -> Files.readString(data.resolve("logs").resolve("n2.log"))
                                    .split("listening id=n2", -1)
                                    .length
                            == 3);
            cluster.signal("TERM");
            assertThat(cluster.awaitExit(SOON)).isZero();
            assertGone(ProcessHandle.of(pid).stream().toList());
        }
    }

    @Test
    void operationsAreShownAndTheDataIsGoneOnWith() throws Exception {
        String first;
        try (CliProcess cluster = cluster("--print-operations")) {
            first = cluster.awaitReady();
            String endpoints = CliProcess.endpoints(first);
            assertThat(kv(endpoints, "put", "K1", "5").out()).containsExactly("success");
            assertThat(kv(endpoints, "append", "K1", "6").out()).containsExactly("5");
            assertThat(kv(endpoints, "get", "K1").out()).containsExactly("56");
            Kv missing = kv(endpoints, "get", "K2");
            assertThat(missing.exitCode()).isEqualTo(ExitCodes.NOT_FOUND);
            assertThat(missing.out()).isEmpty();
            assertThat(missing.err()).anyMatch(line -> line.contains("not found: K2"));
            assertThat(cluster.awaitOut("n1 Put(K1, \"5\")", SOON)).contains("success");
            assertThat(cluster.awaitOut("n1 Append(K1, \"6\")", SOON)).contains("\"5\"");
            assertThat(cluster.out().get(0)).isEqualTo(first);
            cluster.signal("TERM");
            assertThat(cluster.awaitExit(SOON)).isZero();
        }
        try (CliProcess again = cluster()) {
            assertThat(again.awaitReady()).isEqualTo(first);
        }
    }

    /** How a {@code kv} command ended. */
    private record Kv(int exitCode, List<String> out, List<String> err) {}

    private static Kv kv(String endpoints, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("kv", "--endpoints=" + endpoints));
        all.addAll(List.of(arguments));
        try (CliProcess process = CliProcess.start(all.toArray(String[]::new))) {
            int exitCode = process.awaitExit(SOON);
            return new Kv(exitCode, process.out(), process.err());
        }
    }
}

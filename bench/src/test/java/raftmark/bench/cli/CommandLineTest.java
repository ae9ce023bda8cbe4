package raftmark.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import raftmark.bench.process.PeerList;
import raftmark.bench.process.ServerSettings;
import raftmark.kv.machine.MachineLimits;
import raftmark.server.FrontEndConfig;
import raftmark.server.HandlerConfig;
import raftmark.server.HandlerExecutor;
import raftmark.server.HandlerStyle;
import raftmark.server.Route;

/** What the user is told of a wrong command line: one line that names the culprit, an exit code, and no stack trace. */
class CommandLineTest {
    private static final String CLOSED = "127.0.0.1:1";

    /** How a command ended. */
    private record Ended(int exitCode, String err, String out) {}

    private static Ended run(String... arguments) {
        StringWriter err = new StringWriter();
        StringWriter out = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setErr(new PrintWriter(err, true));
        commandLine.setOut(new PrintWriter(out, true));
        return new Ended(commandLine.execute(arguments), err.toString(), out.toString());
    }

    private static void assertUsage(String expected, String... arguments) {
        Ended ended = run(arguments);
        assertThat(ended.err()).contains(expected).doesNotContain("\tat ");
        assertThat(ended.exitCode()).isEqualTo(ExitCodes.USAGE);
    }

    private static void assertFailed(String expected, String... arguments) {
        Ended ended = run(arguments);
        assertThat(ended.err()).contains(expected).doesNotContain("\tat ");
        assertThat(ended.err().lines()).hasSize(1);
        assertThat(ended.exitCode()).isEqualTo(ExitCodes.FAILED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cluster",
                "serve",
                "kv",
                "status",
                "lab",
                "run",
                "plan",
                "env",
                "report",
                "backends",
                "compare",
                "check",
                "import-jmh",
                "generate-completion"
            })
    void helpIsEverywhere(String command) {
        ByteArrayOutputStream warnings = new ByteArrayOutputStream();
        PrintStream before = System.err;
        Ended ended;
        System.setErr(new PrintStream(warnings, true, StandardCharsets.UTF_8));
        try {
            ended = command.isEmpty() ? run("--help") : run(command, "--help");
        } finally {
            System.setErr(before);
        }

        // Picocli warns there of a text that is no format, such as one with a bare per cent sign.
        assertThat(warnings.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(ended.out()).doesNotContain("%%", "%n");
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("Usage: raftmark " + command);
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void everyOptionIsExplained() {
        for (CommandLine command : Main.commandLine().getSubcommands().values()) {
            assertThat(command.getCommandSpec().options())
                    .allSatisfy(option -> assertThat(option.description())
                            .as(option.longestName())
                            .isNotEmpty());
        }
    }

    @Test
    void theVersionSaysWhatRuns() {
        assertThat(run("--version").out()).contains("raftmark").contains("JDK " + Runtime.version());
    }

    @Test
    void usageErrorsNameTheCulprit() {
        assertUsage("Which command?");
        assertUsage("'clustr'", "clustr");
        assertUsage("Did you mean: raftmark cluster", "clustr");
        assertUsage("--nodes", "cluster", "--backend", "echo", "--node=3");
        assertUsage("--backend", "cluster");
        assertUsage("--handler", "cluster", "--backend", "echo", "--handler", "sync");
        assertUsage("--endpoints", "kv", "get", "k");
        assertUsage("KEY", "kv", "--endpoints", CLOSED, "get");
        assertUsage("put needs a VALUE", "kv", "--endpoints", CLOSED, "put", "k");
        assertUsage("append needs a VALUE", "kv", "--endpoints", CLOSED, "append", "k");
        assertUsage("get takes no VALUE", "kv", "--endpoints", CLOSED, "get", "k", "v");
        assertUsage("--read-level goes with get", "kv", "--endpoints", CLOSED, "--read-level=local", "put", "k", "v");
        assertUsage("get|put|append", "kv", "--endpoints", CLOSED, "delete", "k");
    }

    @Test
    void impossibleSettingsAreRefusedBeforeAnythingStarts(@TempDir Path data) {
        assertFailed("unknown backend 'zab'", "cluster", "--backend=zab");
        assertFailed("blocking", "cluster", "--backend=echo", "--handler=blocking");
        assertFailed("unknown backend option 'colour'", "cluster", "--backend=echo", "--backend-option=colour=red");
        assertFailed("--server-threads", "cluster", "--backend=echo", "--executor=fixed");
        assertFailed("--server-threads", "cluster", "--backend=echo", "--executor=cached", "--server-threads=4");
        assertFailed("cannot be created", "cluster", "--backend=echo", "--data=/dev/null/x");
        assertFailed("--nodes 0", "cluster", "--backend=echo", "--nodes=0");
        assertFailed("65535", "cluster", "--backend=echo", "--base-port=65534");
        assertFailed("--heap 'big'", "cluster", "--backend=echo", "--heap=big");
        assertFailed("192.0.2.1", "cluster", "--backend=echo", "--bind=192.0.2.1");
        assertFailed("'nonsense'", "serve", "--backend=echo", "--id=n1", "--peers=nonsense", "--data=" + data);
        assertFailed("n4", "serve", "--backend=echo", "--id=n4", "--peers=n1=127.0.0.1:1:2", "--data=" + data);
        assertFailed("--election-timeout-millis-max", serve(data, "--election-timeout-millis-min=3000"));
        assertFailed("proposalsInFlightMax 0", serve(data, "--proposals-in-flight-max=0"));
        assertFailed("--election-timeout-millis-min 3000", serve(data, "--election-timeout-millis-min=3000"));
        assertFailed("sessionsMax 0", serve(data, "--sessions-max=0"));
    }

    private static String[] serve(Path data, String more) {
        return new String[] {"serve", "--backend=echo", "--id=n1", "--peers=n1=127.0.0.1:1:2", "--data=" + data, more};
    }

    @Test
    void aDataDirectoryOfAnotherClusterIsRefused(@TempDir Path data) throws IOException {
        new raftmark.bench.process.NodeLayout(
                        "local",
                        "c",
                        new raftmark.kv.spi.NodeId("n1"),
                        PeerList.onFreePorts(1, "127.0.0.1"),
                        MachineLimits.DEFAULT)
                .write(data.resolve("n1"));

        assertFailed("belongs to a cluster of 1 nodes", "cluster", "--backend=local", "--data=" + data);
        assertFailed("belongs to backend local", "cluster", "--backend=echo", "--nodes=1", "--data=" + data);
        assertFailed(
                "belongs to peers", "cluster", "--backend=local", "--nodes=1", "--base-port=2000", "--data=" + data);
        assertFailed("limits", "cluster", "--backend=local", "--nodes=1", "--sessions-max=5", "--data=" + data);
    }

    @Test
    void endpointsAreCheckedAndTried() {
        assertFailed("endpoint 'nowhere' is not valid", "kv", "--endpoints=nowhere", "get", "k");
        assertFailed("endpoint 'h:99999' is not valid", "status", "--endpoints=h:99999");
        assertFailed("endpoint '' is not valid", "lab", "--endpoints=127.0.0.1:1,,127.0.0.1:2");
        assertFailed(CLOSED, "kv", "--endpoints=" + CLOSED, "--timeout-seconds=1", "get", "k");
        assertFailed("no server answered", "status", "--endpoints=" + CLOSED, "--timeout-seconds=1");
        assertFailed("clients 0", "lab", "--endpoints=" + CLOSED, "--clients=0");
        assertFailed("requests 0", "lab", "--endpoints=" + CLOSED, "--requests=0");
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void virtualThreadsNeedANewerJdk() {
        assertFailed("needs JDK 21", "cluster", "--backend=echo", "--handler=blocking", "--executor=virtual");
    }

    @Test
    void verboseShowsWhere() {
        Ended ended = run("cluster", "--backend=zab", "--verbose");

        assertThat(ended.err()).contains("unknown backend 'zab'").contains("\tat ");
        assertThat(ended.exitCode()).isEqualTo(ExitCodes.FAILED);
    }

    @ParameterizedTest
    @CsvSource({"ASYNC,DIRECT,0", "BLOCKING,FIXED,16", "ASYNC,FIXED,1", "BLOCKING,CACHED,0"})
    void argumentsProduceExactlyTheSettings(HandlerStyle style, HandlerExecutor executor, int threads) {
        ServerSettings settings = new ServerSettings(
                "echo",
                Map.of(),
                new FrontEndConfig(new HandlerConfig(style, executor, threads), Route.REDIRECT, 3, 77, true),
                new MachineLimits(4321, 12, 3456),
                Duration.ofMillis(300),
                Duration.ofMillis(700),
                "127.0.0.2",
                List.of("-Xmx64m"));
        Parsed parsed = new Parsed();
        CommandLine commandLine = new CommandLine(parsed);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);

        commandLine.parseArgs(settings.toArguments().toArray(String[]::new));

        assertThat(parsed.server.settings(List.of("-Xmx64m"))).isEqualTo(settings);
    }

    @CommandLine.Command
    static final class Parsed {
        @CommandLine.Mixin
        private final ServerOptions server = new ServerOptions();
    }
}

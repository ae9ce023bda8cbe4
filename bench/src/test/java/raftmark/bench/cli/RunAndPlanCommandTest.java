package raftmark.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static raftmark.bench.cli.Ended.execute;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.bench.result.ResultsDirectory;

class RunAndPlanCommandTest {
    private static final String SPEC = """
            experiment: tiny
            question: Does it?
            repetitions: 1
            measure_seconds: 1
            warmup: {window_seconds_min: 0.1, window_operations_min: 5, windows: 2, tolerance_share: 0.9, seconds_min: 0.1}
            thresholds: {error_share_max: 0.5, foreign_cpu_share_max: 1, steal_share_max: 1}
            factors: {backend: echo, cluster: embedded, nodes: 1, clients: 2}
            cells:
              - {handler: blocking, server_threads: [1, 2]}
            """;

    @TempDir
    private Path directory;

    private String spec() throws Exception {
        return Files.writeString(directory.resolve("tiny.yaml"), SPEC).toString();
    }

    private String out() {
        return directory.resolve("out").toString();
    }

    @Test
    void planShowsTheRunsAndTheTimeAndStartsNothing() {
        Ended plan = execute("plan", "quick");
        assertThat(plan.code()).isEqualTo(0);
        assertThat(plan.out())
                .contains("38 runs")
                .contains("expected time 3 min")
                .contains("jraft blocking fixed 16, embedded, 64 clients");
        assertThat(plan.out().lines().filter(line -> line.contains("repetition 3")))
                .hasSize(12);
    }

    @Test
    void planCountsTheCapacitiesThatSharesNeed() {
        Ended plan = execute("plan", "latency-under-load");
        assertThat(plan.code()).as(plan.err()).isEqualTo(0);
        // Two backends, three handlers; four shares of capacity and the capacity itself.
        assertThat(plan.out())
                .contains("30 configurations, 150 runs")
                .contains("jraft blocking fixed 64, poisson arrivals at 90% of capacity, up to 256 out");
        assertThat(plan.out().lines().filter(line -> line.endsWith("256 clients, repetition 5 (baseline)")))
                .hasSize(6);
        assertThat(execute("plan", "latency-under-load", "--set", "loop=closed").err())
                .contains("latency-under-load.yaml:")
                .contains("goes with loop open only");
    }

    @Test
    void whatCannotBeRunIsOneLine() throws Exception {
        assertThat(execute("plan", "nonsense").err())
                .contains("no experiment 'nonsense'")
                .contains("quick");
        assertThat(execute("plan", "quick", "--set", "handler=sync").err())
                .contains("this experiment has no handler sync, only blocking, async");
        assertThat(execute("plan", "quick", "--set", "handler=async,sync").err())
                .contains("no handler sync");
        assertThat(execute("run", spec(), "--set", "backend=raft").err()).contains("unknown backend 'raft'");
        assertThat(execute("run", spec(), "--set", "backend_options=a=1").err()).contains("unknown backend option 'a'");
        assertThat(execute("run", spec(), "--set", "jvm=default").err()).contains("jvm default with cluster embedded");
        assertThat(execute("run", spec(), "--set", "cluster=remote").err()).contains("needs --endpoints");
        assertThat(execute("run", spec(), "--set", "cluster=remote", "--endpoints", "here", "--out", out())
                        .err())
                .contains("'here'");
        assertThat(execute("run", spec(), "--set", "cluster=remote", "--endpoints", "a:1,b:2", "--out", out())
                        .err())
                .contains("2 endpoints")
                .contains("--set nodes=2");
        assertThat(execute("run", "--resume").err()).contains("--resume needs --out");
        assertThat(execute("run", "--resume", "--out", out()).err()).contains("nothing to resume");
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void aRunEndsWithTableAnswerAndDirectoryAndIsNotDoneTwice() throws Exception {
        Ended run = execute(
                "run",
                spec(),
                "--out",
                out(),
                "--data",
                directory.resolve("data").toString());
        assertThat(run.code()).as(run.err()).isEqualTo(0);
        assertThat(run.out())
                .contains("2 runs")
                .contains("ops/s")
                .contains("echo, blocking handlers, 2 clients: 1 to 2 threads")
                .contains("One repetition only")
                .contains("results: " + out())
                .contains("report: " + directory.resolve("out").resolve("report.html"));
        assertThat(directory.resolve("out").resolve("report.html")).content().contains("Does it?");
        assertThat(directory.resolve("data")).isEmptyDirectory();
        String rows = Files.readString(directory.resolve("out").resolve(ResultsDirectory.RUNS));

        Ended again = execute("run", spec(), "--out", out());
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("not empty").contains("--resume");
        Ended other = execute("run", spec(), "--out", out(), "--resume", "--set", "clients=1");
        assertThat(other.err()).contains("another experiment");
        Ended resumed = execute("run", "--out", out(), "--resume");
        assertThat(resumed.code()).as(resumed.err()).isEqualTo(0);
        assertThat(resumed.out()).contains("of which 2 are done");
        assertThat(Files.readString(directory.resolve("out").resolve(ResultsDirectory.RUNS)))
                .isEqualTo(rows);

        Path environment = directory.resolve("out").resolve(ResultsDirectory.ENVIRONMENT);
        Files.writeString(
                environment,
                Files.readString(environment)
                        .replaceAll("(\"data_filesystem\" : )\"[^\"]*\"", "$1\"another file system\""));
        assertThat(execute("run", "--out", out(), "--resume").err())
                .contains("made under other terms: data_filesystem was 'another file system' and is '")
                .contains("--data");
    }

    @Test
    void theEnvironmentIsJson() throws Exception {
        Ended env = execute("env");
        assertThat(env.code()).isEqualTo(0);
        var json = new com.fasterxml.jackson.databind.ObjectMapper().readTree(env.out());
        assertThat(json.get("cores").asInt()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(json.get("fsync").get("microsP50").asLong()).isPositive();
        assertThat(json.get("versions").has("jraft")).isTrue();
    }
}

package raftmark.bench.jmh;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import raftmark.bench.env.Environment;

/**
 * Runs a set of benchmarks by JMH: says how long it takes, runs it part by part, and keeps JMH's JSON, the table made of it and the environment under
 * {@code results/jmh-<set>-<timestamp>/}. The JSON is written after each part, so that what breaks a later one costs only that.
 *
 * <p>JMH's own arguments come in the system property {@code raftmark.jmh.args} and go before the set's. The exit code is 0, 1 if a
 * benchmark failed, or 2 if the arguments cannot be understood.
 */
public final class JmhMain {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private JmhMain() {}

    /** @param args the name of the set: {@code smoke}, {@code server-threads} or {@code stages} */
    public static void main(String[] args) throws IOException {
        int exitCode;
        try {
            List<String> words = Words.of(System.getProperty("raftmark.jmh.args", ""));
            BenchmarkSet set = BenchmarkSet.named(args.length == 0 ? "" : args[0]);
            exitCode = onlyTells(words, set) ? 0 : run(JmhPlan.of(set, words), words);
        } catch (IllegalArgumentException notUnderstood) {
            System.err.println(notUnderstood.getMessage());
            exitCode = USAGE;
        }
        System.exit(exitCode);
    }

    /** Help and lists, which JMH's own program answers too before it runs anything; {@code -l} lists what would run, and its time. */
    private static boolean onlyTells(List<String> words, BenchmarkSet set) throws IOException {
        CommandLineOptions options;
        try {
            options = new CommandLineOptions(words.toArray(String[]::new));
        } catch (CommandLineOptionException notUnderstood) {
            // The plan complains of it.
            return false;
        }
        if (options.shouldHelp()) {
            options.showHelp();
        } else if (options.shouldList() || options.shouldListWithParams()) {
            JmhPlan.of(set, words).announcement().forEach(System.out::println);
        } else if (options.shouldListProfilers()) {
            options.listProfilers();
        } else {
            return false;
        }
        return true;
    }

    private static int run(JmhPlan plan, List<String> words) throws IOException {
        plan.announcement().forEach(System.out::println);
        Path home = Path.of(System.getProperty("raftmark.home", "."));
        Path directory = home.resolve("results")
                .resolve("jmh-" + plan.set().name() + "-"
                        + LocalDateTime.now(ZoneId.systemDefault())
                                .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")))
                .normalize();
        Files.createDirectories(directory);
        writeEnvironment(directory, home, plan, words);
        long startedNanos = System.nanoTime();
        Path json = directory.resolve(JmhTable.JSON);
        List<RunResult> results = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (PlannedCases part : plan.parts()) {
            try {
                List<RunResult> measured = List.copyOf(new Runner(part.options()).run());
                results.addAll(measured);
                failures.addAll(MissingForks.of(part, measured));
                JmhJson.write(json, results);
            } catch (RunnerException notRun) {
                failures.add(String.valueOf(notRun.getMessage()));
                break;
            }
        }
        if (!results.isEmpty()) {
            JmhTable table = new JmhTable();
            table.add(json);
            table.write(directory.resolve(JmhTable.CSV));
            System.out.println("Table: " + directory.resolve(JmhTable.CSV) + ", " + table.size() + " rows");
            System.out.println("Result: " + json);
        }
        System.out.println("It took " + (System.nanoTime() - startedNanos) / 1_000_000_000 + " s; "
                + Math.round(plan.seconds()) + " s were planned.");
        failures.forEach(failure -> System.err.println("FAILED: " + failure));
        return failures.isEmpty() ? 0 : FAILED;
    }

    private static void writeEnvironment(Path directory, Path home, JmhPlan plan, List<String> words)
            throws IOException {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("set", plan.set().name());
        content.put("jmh_args", words);
        content.put("planned_seconds", Math.round(plan.seconds()));
        content.put("environment", Environment.collect(home.toAbsolutePath().normalize(), Scratch.parent()));
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(directory.resolve("environment.json").toFile(), content);
    }
}

package raftmark.bench.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Runs a named set of benchmarks by JMH and keeps the JSON under {@code results/jmh-<set>-<timestamp>/}.
 *
 * <p>Arguments of the system property {@code raftmark.jmh.args} come behind the set's own and are JMH's command line.
 */
public final class JmhMain {
    private JmhMain() {}

    /** @param args the name of the set: {@code smoke} or {@code server-threads} */
    public static void main(String[] args) throws IOException, RunnerException, CommandLineOptionException {
        BenchmarkSet set = BenchmarkSet.named(args.length == 0 ? "" : args[0]);
        Path directory = Path.of(
                        System.getProperty("raftmark.home", "."),
                        "results",
                        "jmh-" + set.name() + "-"
                                + LocalDateTime.now(java.time.ZoneId.systemDefault())
                                        .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")))
                .normalize();
        Files.createDirectories(directory);
        List<String> arguments = new ArrayList<>();
        String extra = System.getProperty("raftmark.jmh.args", "").strip();
        List<String> extras = extra.isEmpty() ? List.of() : List.of(extra.split("\\s+"));
        for (SetArgument argument : set.arguments()) {
            if (!argument.isOverriddenBy(extras)) {
                arguments.addAll(argument.words());
            }
        }
        arguments.addAll(extras);
        Path json = directory.resolve("jmh.json");
        arguments.addAll(List.of("-rf", "json", "-rff", json.toString(), "-foe", "true"));
        System.out.println(set.announcement());
        System.out.println("JMH " + String.join(" ", arguments));
        new Runner(new CommandLineOptions(arguments.toArray(String[]::new))).run();
        System.out.println("Result: " + json);
    }
}

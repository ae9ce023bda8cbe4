package raftmark.bench.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import raftmark.bench.jmh.JmhTable;

/** JMH's JSON as a tidy table. */
@Command(
        name = "import-jmh",
        header = "Turn JMH's JSON into a tidy CSV.",
        description = {
            "A row for each benchmark, level of each parameter, mode, metric and fork: the fork is the unit, its iterations are"
                    + " kept beside their mean, and nothing is averaged over forks. results/schema.md defines every column.",
            "The Maven profiles jmh-smoke, jmh-server-threads and jmh-stages do this at their end."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.OK_TEXT, ExitCodes.FAILED_TEXT, ExitCodes.USAGE_TEXT},
        footer = {
            "",
            "For instance:",
            "  raftmark import-jmh results/jmh-stages-20261126-031500",
            "  raftmark import-jmh monday.json tuesday.json --out both.csv"
        })
public final class ImportJmhCommand extends BaseCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|DIR",
            description = "Files that JMH wrote under -rf json, or directories with a " + JmhTable.JSON + ".")
    private List<Path> sources = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Where the table of all of them goes; - is standard output. Default: each beside its source, as .csv.")
    private @Nullable Path out;

    @Override
    public Integer call() {
        List<Path> files = sources.stream().map(ImportJmhCommand::file).toList();
        if (out != null) {
            JmhTable table = new JmhTable();
            files.forEach(file -> add(table, file));
            write(table, out);
            return ExitCodes.OK;
        }
        for (Path file : files) {
            JmhTable table = new JmhTable();
            add(table, file);
            String name = String.valueOf(file.getFileName());
            String stem = name.endsWith(".json") ? name.substring(0, name.length() - ".json".length()) : name;
            write(table, file.resolveSibling(stem + ".csv"));
        }
        return ExitCodes.OK;
    }

    private static Path file(Path source) {
        if (Files.isDirectory(source)) {
            Path file = source.resolve(JmhTable.JSON);
            if (!Files.isRegularFile(file)) {
                throw new UserError(source + " has no " + JmhTable.JSON
                        + ": give the directory of a JMH profile, or the JSON file itself");
            }
            return file;
        }
        if (!Files.isRegularFile(source)) {
            throw new UserError("there is no file " + source + ": give what JMH wrote under -rf json");
        }
        return source;
    }

    private static void add(JmhTable table, Path file) {
        try {
            table.add(file);
        } catch (IOException refused) {
            throw new UserError(RunCommand.reason(refused), refused);
        }
    }

    private static void write(JmhTable table, Path to) {
        table.notes().forEach(System.err::println);
        if (to.toString().equals(STANDARD_OUTPUT)) {
            System.out.print(table.text());
            System.out.flush();
            return;
        }
        if (Files.isDirectory(to)) {
            throw new UserError(to + " is a directory: give the name of a file");
        }
        try {
            table.write(to);
        } catch (IOException refused) {
            throw new UserError(to + " cannot be written: " + RunCommand.reason(refused), refused);
        }
        System.out.println("table: " + to + ", " + table.size() + " rows");
    }
}

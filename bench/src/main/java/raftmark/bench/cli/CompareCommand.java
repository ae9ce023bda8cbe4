package raftmark.bench.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import raftmark.bench.analysis.By;
import raftmark.bench.analysis.CompareReport;
import raftmark.bench.result.RecordedResults;

/** Compares two result directories, or levels of a factor within one. */
@Command(
        name = "compare",
        description = {
            "Compare two result directories, or with --by the levels of a factor within one: ratios of throughput, p50, p99"
                    + " and server CPU per operation, with intervals and verdicts.",
            "Configurations that agree in everything are compared, under equal terms only; what has nothing to be compared"
                    + " with is named. Invalid runs enter no figure."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {"0:done, whatever the verdicts", ExitCodes.FAILED_TEXT, ExitCodes.USAGE_TEXT},
        footer = {
            "",
            "For instance:",
            "  raftmark compare results/before results/after",
            "  raftmark compare results/server-threads --by server_threads",
            "  raftmark compare results/bars --by backend=jraft"
        })
public final class CompareCommand extends BaseCommand implements Callable<Integer> {
    /** How the table is written. */
    enum Format {
        TEXT,
        CSV,
        MARKDOWN
    }

    @Parameters(index = "0", paramLabel = "A", description = "The result directory that is compared with.")
    private Path base = Path.of("");

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "B",
            description = "The result directory that is asked about. Left out with --by: levels within A are compared.")
    private @Nullable Path other;

    @Option(
            names = "--by",
            paramLabel = "FACTOR[=LEVEL]",
            description =
                    "Compare the levels of this factor with its LEVEL; by default with the smallest number, or the"
                            + " first by alphabet. Given again: with combinations of levels. With B: a factor in which A and B"
                            + " may differ.")
    private List<String> by = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "text|csv|markdown",
            defaultValue = "text",
            description =
                    "How to write it. Default: ${DEFAULT-VALUE}. With csv all that is no table goes to standard error.")
    private Format format = Format.TEXT;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        List<By> factors = factors();
        CompareReport report = report(factors);
        if (report.isEmpty()) {
            throw new UserError("nothing can be compared. " + String.join("; ", report.notes()));
        }
        switch (format) {
            case TEXT -> System.out.print(report.text());
            case MARKDOWN -> System.out.print(report.markdown());
            case CSV -> {
                System.out.print(report.csv());
                report.notes().forEach(System.err::println);
            }
        }
        System.out.flush();
        return ExitCodes.OK;
    }

    private CompareReport report(List<By> factors) {
        if (other != null) {
            if (DirectoryReader.isSame(base, other)) {
                throw usage("A and B are the same directory, " + base + ": give another one, or --by FACTOR alone");
            }
            return CompareReport.ofSweeps(DirectoryReader.read(base), DirectoryReader.read(other), factors);
        }
        RecordedResults results = DirectoryReader.read(base);
        for (By factor : factors) {
            List<String> levels = levels(results, factor);
            if (factor.base().isPresent() && !levels.contains(factor.base().get())) {
                throw usage("--by " + factor.factor().key() + ": no run has the level '"
                        + factor.base().get() + "', only " + String.join(", ", levels));
            }
        }
        return CompareReport.ofLevels(results, factors);
    }

    private List<By> factors() {
        List<By> factors;
        try {
            factors = by.stream().map(By::parse).toList();
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(spec.commandLine(), "--by: " + unknown.getMessage(), unknown);
        }
        if (other == null && factors.isEmpty()) {
            throw usage("compare " + base + " with what? Give a second result directory, or --by FACTOR");
        }
        if (other != null && factors.stream().anyMatch(factor -> factor.base().isPresent())) {
            throw usage("--by FACTOR=LEVEL goes with one directory; with two the first is the base");
        }
        return factors;
    }

    private static List<String> levels(RecordedResults results, By by) {
        return results.rows().stream()
                .map(row -> row.level(by.factor()))
                .distinct()
                .sorted()
                .toList();
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

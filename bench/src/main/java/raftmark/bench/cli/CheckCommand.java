package raftmark.bench.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import raftmark.bench.analysis.Requirement;
import raftmark.bench.analysis.RequirementCheck;
import raftmark.bench.analysis.RequirementCheck.Outcome;
import raftmark.bench.result.RecordedResults;
import raftmark.bench.result.ResultsDirectory;

/** Holds results against requirements, for a build server. */
@Command(
        name = "check",
        description = {
            "Hold results against requirements, by the exit code.",
            "EXPR is '[FACTOR=LEVEL,…:] COLUMN OP NUMBER[UNIT]'. The median over valid runs of every configuration with these"
                    + " levels must fulfil it; one without a valid run does not. Throughput of open loops is left out: it was"
                    + " asked for. COLUMN is one of runs.csv, or server_cpu_micros_per_operation or handler_busy_micros_per_operation; OP is >=, <=, >, < or ==; UNIT is"
                    + " ops/s, us, ms or s where the column has such.",
            "With 'COLUMN vs base OP NUMBER[%%]' the ratio to the same configuration of --base is held against the bound, with"
                    + " 'COLUMN vs FACTOR=LEVEL OP NUMBER[%%]' that to the configuration here with this level. It is the geometric"
                    + " mean over runs; the line of a failing one has its interval. Ratios across terms fail, and so does what only --base has."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:every requirement holds",
            "1:one does not, or the results are incomplete or cannot be read; what failed is printed",
            "2:an expression cannot be understood, or matches nothing"
        },
        footer = {
            "",
            "For instance:",
            "  raftmark check results/nightly \\",
            "    --require 'backend=jraft,handler=async: throughput_ops_per_second >= 5000' \\",
            "    --require 'latency_p99_micros <= 20ms'",
            "  raftmark check results/nightly --base results/last \\",
            "    --require 'throughput_ops_per_second vs base >= 90%%'",
            "  raftmark check results/bars --require 'backend=local: throughput_ops_per_second vs backend=echo >= 0.85'"
        })
public final class CheckCommand extends BaseCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RESULTS", description = "A result directory.")
    private Path results = Path.of("");

    @Option(names = "--base", paramLabel = "DIR", description = "The result directory that 'vs base' is about.")
    private @Nullable Path base;

    @Option(names = "--require", required = true, paramLabel = "EXPR", description = "What must hold; may be repeated.")
    private List<String> expressions = new ArrayList<>();

    @Option(
            names = "--valid-runs-min",
            paramLabel = "N",
            defaultValue = "1",
            description = "Valid runs that every configuration needs, also of --base; one with fewer fails. Default:"
                    + " ${DEFAULT-VALUE}; of fewer than 3 the line says that the figure may be noise.")
    private int validRunsMin;

    @Option(
            names = "--allow-incomplete",
            description =
                    "Check what is there of a sweep that was interrupted, has not ended, lacks planned runs, or holds half-written ones."
                            + " Without it such a directory fails, whatever its figures: runs that were never made prove nothing.")
    private boolean allowIncomplete;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        List<Requirement> requirements = expressions.stream().map(this::parsed).toList();
        if (validRunsMin < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--valid-runs-min is " + validRunsMin + ": no configuration passes without a valid run");
        }
        if (base == null && requirements.stream().anyMatch(Requirement::needsBaseDirectory)) {
            throw new ParameterException(spec.commandLine(), "--require: 'vs base' needs --base DIR");
        }
        if (base != null && DirectoryReader.isSame(results, base)) {
            throw new ParameterException(
                    spec.commandLine(), "--base is the directory that is checked, " + base + ": give another one");
        }
        RecordedResults checked = DirectoryReader.read(results);
        List<RecordedResults> sweeps = new ArrayList<>(List.of(checked));
        if (base != null) {
            sweeps.add(DirectoryReader.read(base));
        }
        RequirementCheck check = base == null
                ? new RequirementCheck(checked, validRunsMin)
                : new RequirementCheck(checked, sweeps.get(1), validRunsMin);
        List<Outcome> outcomes = requirements.stream()
                .map(requirement -> checked(check, requirement))
                .toList();
        outcomes.forEach(outcome -> outcome.lines().forEach(System.out::println));
        List<RecordedResults> incomplete =
                sweeps.stream().filter(sweep -> !sweep.gaps().isEmpty()).toList();
        incomplete.forEach(this::sayGaps);
        System.out.flush();
        return outcomes.stream().allMatch(Outcome::holds) && (incomplete.isEmpty() || allowIncomplete)
                ? ExitCodes.OK
                : ExitCodes.FAILED;
    }

    private void sayGaps(RecordedResults sweep) {
        System.out.println((allowIncomplete ? "note " : "FAIL ") + sweep.name() + " is incomplete: "
                + String.join("; ", sweep.gaps())
                + (allowIncomplete
                        ? ""
                        : ". "
                                + (canGoOn(sweep)
                                        ? "Go on with it by 'raftmark run --resume --out " + sweep.name()
                                                + "', or check"
                                        : "Check")
                                + " what is there by --allow-incomplete"));
    }

    private static boolean canGoOn(RecordedResults sweep) {
        return Stream.of(ResultsDirectory.EXPERIMENT, ResultsDirectory.HISTOGRAMS)
                .allMatch(file -> Files.isRegularFile(Path.of(sweep.name(), file)));
    }

    private Requirement parsed(String expression) {
        try {
            return Requirement.parse(expression);
        } catch (IllegalArgumentException notUnderstood) {
            throw new ParameterException(spec.commandLine(), "--require: " + notUnderstood.getMessage(), notUnderstood);
        }
    }

    private Outcome checked(RequirementCheck check, Requirement requirement) {
        try {
            return check.check(requirement);
        } catch (IllegalArgumentException matchesNothing) {
            throw new ParameterException(
                    spec.commandLine(), "--require: " + matchesNothing.getMessage(), matchesNothing);
        }
    }
}

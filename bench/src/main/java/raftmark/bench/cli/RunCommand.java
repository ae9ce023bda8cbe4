package raftmark.bench.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import raftmark.bench.analysis.SweepReport;
import raftmark.bench.plan.PlannedRun;
import raftmark.bench.plan.RunPlan;
import raftmark.bench.plan.TimeEstimate;
import raftmark.bench.report.Report;
import raftmark.bench.result.ResultsDirectory;
import raftmark.bench.run.BarProgress;
import raftmark.bench.run.LineProgress;
import raftmark.bench.run.Progress;
import raftmark.bench.run.Sweep;
import raftmark.bench.spec.ClusterKind;
import raftmark.bench.spec.ExperimentSpec;

/** Carries out an experiment, and says what came out. */
@Command(
        name = "run",
        description = {
            "Carry out an experiment: every configuration, in seeded random order, each run on its cluster.",
            "Open loops (loop: open, target_rate) are sent by a schedule; a share such as 70%% brings the closed-loop"
                    + " runs that it is a share of.",
            "Ends with a table, the answer in words, and the page report.html beside the results.",
            "Ctrl-C stops the clusters and keeps every finished run.",
            "Libraries' warnings are shown with --verbose."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:all runs are OK",
            ExitCodes.FAILED_TEXT,
            ExitCodes.USAGE_TEXT,
            RunCommand.INVALID_TEXT,
            RunCommand.FAILED_RUNS_TEXT,
            "130:interrupted; --resume goes on"
        })
public final class RunCommand extends BaseCommand implements Callable<Integer> {
    static final int SOME_DISTURBED = 4;
    static final int SOME_FAILED = 5;
    static final String INVALID_TEXT = "4:done, but some runs are INVALID because of others' load on this machine";
    static final String FAILED_RUNS_TEXT =
            "5:done, but some runs failed, or did not offer the load that was asked for; the summary and runs.csv say why";

    private static final int INTERRUPTED = 130;
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    @Mixin
    private ExperimentOptions options = new ExperimentOptions();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where results go. Default: results/<experiment>-<timestamp> where Raftmark lies.")
    private @Nullable Path out;

    @Option(names = "--resume", description = "Go on with the sweep in --out; SPEC may then be left out.")
    private boolean resume;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Clusters keep their logs below this directory while they run. Default: a fresh one below the"
                    + " build or cache directory.")
    private @Nullable Path data;

    @Option(
            names = "--endpoints",
            paramLabel = "HOST:PORT,…",
            split = ",",
            description = "The servers of configurations with cluster remote.")
    private List<String> endpoints = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        if (!verbose()) {
            LibraryLogs.errorsOnly();
        }
        Path home = Home.directory();
        Opened opened = resume ? resumed(home) : begun(home);
        ExperimentSpec spec = opened.spec();
        checkEndpoints(spec);
        Path dataDirectory = data == null ? DataDirectories.fresh() : Sweep.freshDataDirectory(data, spec.name());
        try {
            RunPlan plan = RunPlan.of(spec);
            Sweep sweep = new Sweep(
                    plan,
                    opened.results(),
                    new Sweep.SweepPlaces(home, dataDirectory.toAbsolutePath(), endpoints),
                    Clock.systemUTC());
            return carryOut(sweep, plan, opened.results());
        } finally {
            DataDirectories.delete(dataDirectory);
        }
    }

    private int carryOut(Sweep sweep, RunPlan plan, ResultsDirectory results) throws IOException {
        List<String> changed = sweep.changedTerms();
        if (!changed.isEmpty()) {
            throw new UserError("the runs in " + results.path() + " were made under other terms: "
                    + String.join("; ", changed)
                    + ". Runs under different terms are not compared: go on with the JDK and the --data of before, or begin"
                    + " another sweep with another --out");
        }
        List<PlannedRun> outstanding = sweep.outstanding();
        PlanCommand.print(System.out, plan, outstanding);
        System.out.println("results: " + results.path());
        System.out.flush();
        Thread sweepThread = Thread.currentThread();
        new Stop().on("INT", "TERM", "HUP").then(sweepThread::interrupt);
        Sweep.Summary summary;
        try (Progress progress = progress(plan, outstanding)) {
            summary = sweep.run(progress);
        }
        if (summary.interrupted()) {
            System.out.println("interrupted: " + summary.done() + " of " + summary.runs()
                    + " runs are done and kept. Go on with: raftmark run --resume --out " + results.path());
            if (summary.done() > 0) {
                writeReport(results.path());
            }
            return INTERRUPTED;
        }
        System.out.println();
        System.out.println(
                SweepReport.of(plan.spec().question(), results.rows()).text());
        System.out.println("results: " + results.path());
        writeReport(results.path());
        if (summary.invalid() > summary.disturbed()) {
            return SOME_FAILED;
        }
        return summary.disturbed() > 0 ? SOME_DISTURBED : ExitCodes.OK;
    }

    /** The runs are made and kept: whatever keeps the page from being written is said, and fails nothing. */
    private static void writeReport(Path results) {
        Path page = results.resolve(Report.FILE);
        try {
            Report.write(List.of(results), page).ifPresent(remark -> System.err.println("raftmark: " + remark));
            System.out.println("report: " + page);
        } catch (IOException | RuntimeException failed) {
            System.out.println("report: not written: " + reason(failed));
        }
    }

    /** The message of what failed, with its kind where the message alone would be a bare path. */
    static String reason(Exception failed) {
        return failed instanceof FileSystemException || failed.getMessage() == null
                ? failed.toString()
                : String.valueOf(failed.getMessage());
    }

    private static Progress progress(RunPlan plan, List<PlannedRun> outstanding) {
        PrintStream stream = System.err;
        return isTerminal()
                ? new BarProgress(stream, outstanding.size(), new TimeEstimate(plan.spec()).of(outstanding))
                : new LineProgress(System.out, outstanding.size());
    }

    /** Since JDK 22 there is a console even where output goes to a file, and it says so by a method that JDK 17 lacks. */
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException olderThan22) {
            return true;
        }
    }

    private record Opened(ExperimentSpec spec, ResultsDirectory results) {}

    private Opened begun(Path home) throws IOException {
        ExperimentOptions.Experiment experiment = options.read(home)
                .orElseThrow(() -> new UserError("which experiment? Give a file or a name, for instance: run quick"));
        checkEndpoints(experiment.spec());
        Path directory = out != null
                ? out
                : home.resolve("results")
                        .resolve(experiment.spec().name() + "-"
                                + LocalDateTime.now().format(TIMESTAMP));
        return new Opened(experiment.spec(), ResultsDirectory.create(directory.toAbsolutePath(), experiment.text()));
    }

    private Opened resumed(Path home) throws IOException {
        if (out == null) {
            throw new UserError("--resume needs --out DIR, the directory of the sweep to go on with");
        }
        Path file = out.resolve(ResultsDirectory.EXPERIMENT);
        if (!Files.isRegularFile(file)) {
            throw new UserError("there is nothing to resume in " + out + ": " + file.getFileName() + " is missing");
        }
        ExperimentSpec there =
                ExperimentOptions.parse(file.toString(), Files.readString(file)).spec();
        Optional<ExperimentOptions.Experiment> given = options.read(home);
        if (given.isEmpty() && options.hasOverrides()) {
            throw new UserError("--set goes with SPEC: a sweep that is resumed keeps its experiment");
        }
        if (given.isPresent() && !given.get().spec().equals(there)) {
            throw new UserError("the directory " + out + " holds another experiment than the one given: " + there.name()
                    + " with " + there.runs() + " runs there, "
                    + given.get().spec().name() + " with "
                    + given.get().spec().runs() + " runs given. Leave SPEC and --set out to go on with it, or give"
                    + " another --out");
        }
        return new Opened(there, ResultsDirectory.open(out.toAbsolutePath()));
    }

    private void checkEndpoints(ExperimentSpec spec) {
        boolean remote = spec.cells().stream().anyMatch(cell -> cell.cell().cluster() == ClusterKind.REMOTE);
        if (remote && endpoints.isEmpty()) {
            throw new UserError("cluster remote needs --endpoints host:port,host:port,host:port");
        }
        if (!remote && !endpoints.isEmpty()) {
            throw new UserError("--endpoints goes with cluster remote only: add --set cluster=remote");
        }
        EndpointsOption.check(endpoints);
        spec.cells().stream()
                .map(ExperimentSpec.PlannedCell::cell)
                .filter(cell -> cell.cluster() == ClusterKind.REMOTE && cell.nodes() != endpoints.size())
                .findFirst()
                .ifPresent(cell -> {
                    throw new UserError("--endpoints names " + endpoints.size() + " endpoints, but nodes is "
                            + cell.nodes() + ": name them all, or add --set nodes=" + endpoints.size());
                });
    }
}

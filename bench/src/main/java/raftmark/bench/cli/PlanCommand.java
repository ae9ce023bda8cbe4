package raftmark.bench.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import raftmark.bench.plan.Label;
import raftmark.bench.plan.PlannedRun;
import raftmark.bench.plan.RunPlan;
import raftmark.bench.plan.TimeEstimate;
import raftmark.bench.run.RunText;
import raftmark.bench.spec.ExperimentSpec;

/** Says what {@code run} would do: how many runs, in which order, how long. Starts nothing. */
@Command(
        name = "plan",
        description =
                "Show the runs of an experiment, their order, the expected time, and the smallest effects that its repetitions can"
                        + " show; start nothing.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.OK_TEXT, ExitCodes.FAILED_TEXT, ExitCodes.USAGE_TEXT})
public final class PlanCommand extends BaseCommand implements Callable<Integer> {
    @Mixin
    private ExperimentOptions options = new ExperimentOptions();

    @Option(
            names = "--noise-from",
            paramLabel = "DIR",
            description =
                    "Take the noise from this result directory. Default: the newest sweep of the same experiment under"
                            + " results, else the reference sweep of that name, else the one most like it.")
    private @Nullable Path noiseFrom;

    @Override
    public Integer call() {
        ExperimentSpec spec = options.read(Home.directory())
                .orElseThrow(() -> new UserError("which experiment? Give a file or a name, for instance: plan quick"))
                .spec();
        RunPlan plan = RunPlan.of(spec);
        // Before anything is printed: what --noise-from names may not be a result directory.
        String noise = noise(spec);
        print(System.out, plan, plan.runs());
        System.out.println(noise);
        for (int i = 0; i < plan.runs().size(); i++) {
            PlannedRun run = plan.runs().get(i);
            System.out.printf(
                    "%4d  %-28s  %s%n", i + 1, run.runId(), RunText.of(run) + (run.baseline() ? " (baseline)" : ""));
        }
        return ExitCodes.OK;
    }

    private String noise(ExperimentSpec spec) {
        Path home = Home.directory();
        Optional<NoiseSource> source = noiseFrom != null
                ? Optional.of(new NoiseSource(DirectoryReader.read(noiseFrom), "as asked for"))
                : NoiseSource.find(home, spec);
        return source.map(found -> found.isKnown(spec) ? found.text(home, spec) : found.unknown())
                .orElse(
                        "Smallest effects: not known, no sweep is recorded that tells the noise of a run. Make one, or name one"
                                + " by --noise-from.");
    }

    private static String twins(RunPlan plan) {
        List<PlannedRun> twins =
                plan.runs().stream().filter(run -> run.label() == Label.B).toList();
        if (twins.isEmpty()) {
            return "";
        }
        long configurations = twins.stream().map(PlannedRun::cell).distinct().count();
        return " (" + twins.size() + " are twins of " + configurations
                + (configurations == 1 ? " configuration" : " configurations") + ", for the noise floor)";
    }

    /** The summary that {@code run} shows too, before anything starts. */
    static void print(PrintStream out, RunPlan plan, List<PlannedRun> outstanding) {
        ExperimentSpec spec = plan.spec();
        out.println(spec.name() + ": " + spec.question());
        int done = plan.runs().size() - outstanding.size();
        out.println(spec.cells().size() + " configurations, " + plan.runs().size() + " runs"
                + (done > 0 ? " of which " + done + " are done" : "") + twins(plan) + ", " + spec.measureSeconds()
                + " s measured each, seed " + spec.seed() + "; expected time "
                + RunText.of(new TimeEstimate(spec).of(outstanding)));
    }
}

package raftmark.bench.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import raftmark.bench.env.Environment;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.ClusterKind;
import raftmark.bench.spec.ExperimentSpec;
import raftmark.bench.spec.SpecException;
import raftmark.bench.spec.SpecFiles;
import raftmark.bench.spec.SpecOverrides;
import raftmark.bench.spec.SpecReader;
import raftmark.server.Backends;

/** Which experiment, and what is changed of it. */
final class ExperimentOptions {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SPEC",
            description =
                    "A YAML file, or the name of one in bench/experiments: quick, server-threads, reference, lab, …")
    private @Nullable String spec;

    @Option(
            names = "--set",
            paramLabel = "FACTOR=LEVEL[,LEVEL]",
            description =
                    "Measure these levels of a factor instead; may be repeated. Where blocks of the experiment differ by"
                            + " handler or backend, it selects among them. Also for repetitions, seed, measure_seconds, cluster_reused and noise_floor.")
    private List<String> overrides = new ArrayList<>();

    /**
     * An experiment to run.
     *
     * @param text YAML as run
     */
    record Experiment(ExperimentSpec spec, String text) {}

    /** The experiment that was named; empty if none was. */
    Optional<Experiment> read(Path home) {
        if (spec == null) {
            return Optional.empty();
        }
        try {
            SpecFiles.SpecText found = SpecFiles.find(spec, home);
            String text = SpecOverrides.apply(found.name(), found.text(), overrides);
            return Optional.of(parse(found.name(), text));
        } catch (SpecException refused) {
            throw new UserError(String.valueOf(refused.getMessage()), refused);
        }
    }

    boolean hasOverrides() {
        return !overrides.isEmpty();
    }

    /** Reads and checks an experiment, down to the backends' options and this JVM's compilers. */
    static Experiment parse(String name, String text) {
        try {
            ExperimentSpec spec = SpecReader.read(name, text, Runtime.version().feature());
            for (ExperimentSpec.PlannedCell planned : spec.cells()) {
                check(name, planned.cell());
            }
            return new Experiment(spec, text);
        } catch (SpecException refused) {
            throw new UserError(String.valueOf(refused.getMessage()), refused);
        }
    }

    private static void check(String name, Cell cell) {
        try {
            var capabilities = Backends.named(cell.backend()).capabilities();
            capabilities.resolve(cell.backendOptions());
            if (cell.workload().has(raftmark.bench.spec.Operation.GET)
                    && !capabilities.readLevels().contains(cell.readLevel())) {
                throw new IllegalArgumentException("backend " + cell.backend() + " has no read level "
                        + cell.level(raftmark.bench.spec.Factor.READ_LEVEL) + ", only " + capabilities.readLevels());
            }
        } catch (IllegalArgumentException refused) {
            throw new UserError(name + ": " + refused.getMessage(), refused);
        }
        if (cell.cluster() == ClusterKind.EMBEDDED && cell.jit() != Environment.jitOfThisJvm()) {
            throw new UserError(name + ": jvm " + cell.level(raftmark.bench.spec.Factor.JVM) + " with cluster embedded"
                    + " needs it of this JVM: use --set cluster=processes, or start this JVM with"
                    + " RAFTMARK_JAVA_OPTS=-XX:TieredStopAtLevel="
                    + (Environment.jitOfThisJvm() == raftmark.bench.spec.JitMode.C1 ? "4" : "1"));
        }
    }
}

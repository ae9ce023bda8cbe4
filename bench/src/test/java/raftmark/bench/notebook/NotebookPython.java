package raftmark.bench.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The Python that runs the notebooks' modules: Debian's, whose first {@code python3} on PATH may be another one. */
final class NotebookPython {
    private static final Path DEBIAN_PYTHON = Path.of("/usr/bin/python3");
    private static final Path HOME = Path.of(System.getProperty("raftmark.home"));
    private static final int TIMEOUT_SECONDS = 600;

    private final String python;

    private NotebookPython(String python) {
        this.python = python;
    }

    /** Skips the test where there is none that has what the notebooks need. */
    static NotebookPython orSkip(Path directory) throws InterruptedException, IOException {
        String python = Files.isExecutable(DEBIAN_PYTHON) ? DEBIAN_PYTHON.toString() : "python3";
        boolean there;
        try {
            there = run(
                            List.of(python, "-c", "import pandas, scipy, matplotlib, yaml, IPython"),
                            directory.resolve("import.out"),
                            directory.resolve("import.err"))
                    == 0;
        } catch (IOException noPython) {
            there = false;
        }
        assumeTrue(
                there,
                "skipped: python3-pandas and what else the notebooks need is not there. Debian: apt-get install"
                        + " python3-pandas python3-scipy python3-matplotlib python3-yaml python3-ipykernel");
        return new NotebookPython(python);
    }

    static Path home() {
        return HOME;
    }

    /** What a command in {@code notebooks/tests} printed; the test fails if the command does. */
    Output run(Path directory, String... arguments) throws IOException, InterruptedException {
        Path output = directory.resolve("python.out");
        Path errors = directory.resolve("python.err");
        List<String> command = new ArrayList<>(List.of(python, "-B"));
        command.addAll(List.of(arguments));
        int exitCode = run(command, output, errors);
        Output printed = new Output(Files.readString(output), Files.readString(errors));
        assertThat(exitCode).as(command + "\n" + printed.errors()).isZero();
        return printed;
    }

    /** Both streams of a command. */
    record Output(String text, String errors) {}

    private static int run(List<String> command, Path output, Path errors) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(HOME.resolve("notebooks").resolve("tests").toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(command + " still runs after " + TIMEOUT_SECONDS + " s");
        }
        return process.exitValue();
    }
}

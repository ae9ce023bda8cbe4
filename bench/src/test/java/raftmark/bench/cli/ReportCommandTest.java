package raftmark.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReportCommandTest {
    private static final String BARS = Path.of(System.getProperty("raftmark.home"), "results", "reference", "bars")
            .toString();

    @TempDir
    private Path directory;

    private record Ended(int code, String out, String err) {}

    private static Ended execute(String... arguments) {
        StringWriter err = new StringWriter();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            CommandLine commandLine = Main.commandLine();
            commandLine.setErr(new PrintWriter(err, true));
            int code = commandLine.execute(arguments);
            return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString());
        } finally {
            System.setOut(before);
        }
    }

    @Test
    void aPageIsWrittenWhereItWasAskedFor() {
        Path page = directory.resolve("page.html");
        Ended ended = execute("report", BARS, BARS, "--out", page.toString());

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).isEqualTo("report: " + page + System.lineSeparator());
        assertThat(page).content().contains("bars (2)");
    }

    @Test
    void withoutAPlaceItLiesBesideTheResults() throws Exception {
        Path results = Files.createDirectory(directory.resolve("copy"));
        for (String file : new String[] {"runs.csv", "latency.hlog", "environment.json", "experiment.yaml"}) {
            Files.copy(Path.of(BARS, file), results.resolve(file));
        }
        assertThat(execute("report", results.toString()).code()).isZero();
        assertThat(results.resolve("report.html")).isNotEmptyFile();
    }

    @Test
    void whatIsNoResultDirectoryIsOneLine() {
        Ended ended = execute("report", directory.toString());

        assertThat(ended.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(ended.err()).contains("is no result directory: experiment.yaml is missing");
        assertThat(ended.err().lines()).hasSize(1);
        assertThat(execute("report").code()).isEqualTo(ExitCodes.USAGE);
    }
}

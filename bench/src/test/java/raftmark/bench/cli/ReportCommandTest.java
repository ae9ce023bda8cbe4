package raftmark.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static raftmark.bench.cli.Ended.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    private static final String BARS = Path.of(System.getProperty("raftmark.home"), "results", "reference", "bars")
            .toString();

    @TempDir
    private Path directory;

    @Test
    void aPageIsWrittenWhereItWasAskedFor() throws Exception {
        Path page = directory.resolve("page.html");
        Path namesake = copyOfBars("other/bars");
        Ended ended = execute("report", BARS, namesake.toString(), "--out", page.toString());

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).isEqualTo("report: " + page + System.lineSeparator());
        assertThat(page).content().contains("bars (2)");
    }

    @Test
    void aDirectoryThatIsGivenTwiceIsNoComparison() {
        Ended ended = execute("report", BARS, BARS + "/.");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("is given twice: give each one once");
    }

    private Path copyOfBars(String name) throws IOException {
        Path copy = Files.createDirectories(directory.resolve(name));
        for (String file : new String[] {"runs.csv", "latency.hlog", "environment.json", "experiment.yaml"}) {
            Files.copy(Path.of(BARS, file), copy.resolve(file));
        }
        return copy;
    }

    @Test
    void withoutAPlaceItLiesBesideTheResults() throws Exception {
        Path results = copyOfBars("copy");
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

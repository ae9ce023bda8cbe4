package raftmark.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static raftmark.bench.cli.Ended.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import raftmark.bench.report.Report;
import raftmark.bench.result.RecordedResults;

/** What is said of a result directory that was cut at the end of a line, where no line shows it. */
class GapsTest {
    private static final Path REFERENCE = Path.of(System.getProperty("raftmark.home"), "results", "reference");

    @TempDir
    private Path directory;

    private Path copied(String name) throws IOException {
        Path copy = Files.createDirectories(directory.resolve(name));
        for (String file : List.of("experiment.yaml", "runs.csv", "environment.json", "latency.hlog")) {
            Files.copy(REFERENCE.resolve(name).resolve(file), copy.resolve(file));
        }
        return copy;
    }

    /** Both have two rows a run, put and all. */
    private static void keepRuns(Path results, int runs) throws IOException {
        Path file = results.resolve("runs.csv");
        Files.write(file, Files.readAllLines(file).subList(0, 1 + 2 * runs));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bars", "cost-ladder", "cost-ladder-one-client", "lab", "latency-under-load", "server-threads"})
    void whatIsPublishedLacksNothing(String name) throws IOException {
        assertThat(RecordedResults.read(REFERENCE.resolve(name)).gaps()).isEmpty();
    }

    @Test
    void aRunsCsvCutAfterAWholeRunIsSaid() throws IOException {
        String name = "cost-ladder";
        Path results = copied(name);
        keepRuns(results, 48);
        String gap = "2 of 50 planned runs are missing (first: ";
        String[] check = {"check", results.toString(), "--require", "operations > 0"};
        Ended refused = execute(check);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).contains("FAIL " + results + " is incomplete: " + gap);
        assertThat(refused.out()).contains("; run --resume makes them");
        Ended allowed = execute("check", results.toString(), "--require", "operations > 0", "--allow-incomplete");
        assertThat(allowed.code()).as(allowed.out() + allowed.err()).isZero();
        assertThat(allowed.out()).contains("note " + results + " is incomplete: " + gap);
        assertThat(execute("compare", REFERENCE.resolve(name).toString(), results.toString())
                        .out())
                .contains("; " + gap);
        Path page = directory.resolve("page.html");
        Report.write(List.of(results), page);
        assertThat(Files.readString(page)).contains(gap);
    }

    @Test
    void aPlanOfOtherRunIdsTellsNothing() throws IOException {
        // Of schema 1: its ids were made of fewer factors than this version's.
        Path results = copied("bars");
        keepRuns(results, 3);
        assertThat(RecordedResults.read(results).gaps()).isEmpty();
        Files.copy(
                REFERENCE.resolve("lab").resolve("experiment.yaml"),
                results.resolve("experiment.yaml"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(RecordedResults.read(results).gaps()).isEmpty();
        Files.writeString(results.resolve("experiment.yaml"), "experiment: of another version\n");
        assertThat(RecordedResults.read(results).gaps()).isEmpty();
        Files.delete(results.resolve("experiment.yaml"));
        assertThat(RecordedResults.read(results).gaps()).isEmpty();
    }
}

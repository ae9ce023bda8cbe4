package raftmark.bench.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.bench.plan.PlannedRun;

class RecordedResultsTest {
    @TempDir
    private Path parent;

    private Path path;

    @BeforeEach
    void writeResults() throws Exception {
        path = parent.resolve("out");
        ResultsDirectory directory = ResultsDirectory.create(path, Samples.EXPERIMENT);
        for (PlannedRun run : Samples.plan().runs().subList(0, 2)) {
            directory.append(Samples.run(run, 1200));
        }
        directory.write(ResultsDirectory.ENVIRONMENT, """
                {"environment": {"cores": 2, "versions": {"jraft": "1"}}, "terms": {"abc": {"nodes": "3"}}}
                """);
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> RecordedResults.read(path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    private String runs() throws IOException {
        return Files.readString(path.resolve(ResultsDirectory.RUNS));
    }

    private void runs(String text) throws IOException {
        Files.writeString(path.resolve(ResultsDirectory.RUNS), text);
    }

    @Test
    void rowsTermsAndMachineAreRead() throws Exception {
        RecordedResults results = RecordedResults.read(path);
        assertThat(results.rows()).hasSize(8);
        assertThat(results.termsById().get("abc")).containsEntry("nodes", "3");
        assertThat(results.environment()).containsOnlyKeys("cores").containsEntry("cores", "2");
        Files.delete(path.resolve(ResultsDirectory.ENVIRONMENT));
        assertThat(RecordedResults.read(path).termsById()).isEmpty();
        assertThat(RecordedResults.read(path).gaps())
                .containsExactly(
                        "environment.json is missing: how the sweep ended is not known",
                        "6 of 8 planned runs are missing (first: jraft-794b6c6f-r1); run --resume makes them");
    }

    @Test
    void whatCannotBeUsedIsSaidInOneSentence() throws Exception {
        String whole = runs();
        runs(whole + "1,demo");
        assertRefused("breaks off within a line");
        runs(whole.replaceAll("\n2,", "\n7,"));
        assertRefused("schema 7 instead of 2");
        runs(whole.replaceFirst("schema_version", "version"));
        assertRefused("another version");
        runs(whole.replace(",1800,", ",fast,"));
        assertRefused("something else than a number");
        runs(whole.lines().findFirst().orElseThrow() + "\n");
        assertRefused("holds no finished run");
        Files.write(path.resolve(ResultsDirectory.RUNS), new byte[] {(byte) 0xff, (byte) 0xfe, 10});
        assertRefused("no UTF-8 text");
        runs(whole);
        Files.writeString(path.resolve(ResultsDirectory.ENVIRONMENT), "{");
        assertRefused("environment.json is no JSON");
        Files.writeString(path.resolve(ResultsDirectory.ENVIRONMENT), "");
        assertRefused("environment.json is cut or empty");
        Files.delete(path.resolve(ResultsDirectory.RUNS));
        assertRefused("runs.csv is missing");
        path = parent.resolve("nowhere");
        assertRefused("there is no directory");
    }
}

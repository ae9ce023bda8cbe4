package raftmark.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static raftmark.bench.cli.Ended.execute;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a file that JMH 1.37 wrote: RecorderBenchmark.success under -prof gc, two forks. */
class ImportJmhCommandTest {
    @TempDir
    private Path directory;

    private Path json;

    @BeforeEach
    void copy() throws IOException {
        json = directory.resolve("jmh.json");
        try (InputStream in = ImportJmhCommandTest.class.getResourceAsStream("/raftmark/bench/jmh/recorder-gc.json")) {
            Files.copy(in, json);
        }
    }

    @Test
    void aDirectoryGetsItsTable() throws IOException {
        Ended ended = execute("import-jmh", directory.toString());

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        Path csv = directory.resolve("jmh.csv");
        long rows = Files.readAllLines(csv).size() - 1;
        assertThat(ended.out()).isEqualTo("table: " + csv + ", " + rows + " rows" + System.lineSeparator());
        assertThat(Files.readAllLines(csv))
                .filteredOn(line -> line.contains(",gc.alloc.rate.norm,"))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains(",B/op,"));
    }

    @Test
    void severalFilesBecomeOneTable() throws IOException {
        Path other = Files.copy(json, directory.resolve("other.json"));
        Path out = directory.resolve("both.csv");
        assertThat(execute("import-jmh", json.toString(), other.toString(), "--out", out.toString())
                        .code())
                .isZero();
        assertThat(Files.readString(out)).contains("other.json").contains("jmh.json");
        assertThat(directory.resolve("jmh.csv")).doesNotExist();

        Ended printed = execute("import-jmh", json.toString(), "--out", "-");
        assertThat(printed.out()).startsWith("schema_version,source,benchmark,");
    }

    @Test
    void whatCannotBeUsedIsOneLineAndWritesNothing() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertFailed("has no jmh.json: give the directory of a JMH profile", empty.toString());
        assertFailed("there is no file", directory.resolve("none.json").toString());
        Path cut = Files.writeString(directory.resolve("cut.json"), "[ {");
        assertFailed("breaks off at line 1", json.toString(), cut.toString(), "--out", directory.resolve("o.csv") + "");
        assertThat(directory.resolve("o.csv")).doesNotExist();
        assertFailed("is a directory: give the name of a file", json.toString(), "--out", empty.toString());
        assertFailed("cannot be written", json.toString(), "--out", directory.resolve("no/such/place.csv") + "");
        assertThat(execute("import-jmh").code()).isEqualTo(ExitCodes.USAGE);
    }

    private static void assertFailed(String message, String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "import-jmh";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        Ended ended = execute(all);
        assertThat(ended.err()).contains(message);
        assertThat(ended.err().lines()).hasSize(1);
        assertThat(ended.code()).isEqualTo(ExitCodes.FAILED);
    }
}

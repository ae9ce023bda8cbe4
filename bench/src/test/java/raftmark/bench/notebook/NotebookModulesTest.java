package raftmark.bench.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notebooks' own tests, which are Python's. */
class NotebookModulesTest {
    private static final int TESTS_MIN = 35;

    @TempDir
    private Path directory;

    @Test
    void theirTestsPass() throws Exception {
        String report = NotebookPython.orSkip(directory)
                .run(directory, "-m", "unittest", "discover")
                .errors();

        Matcher ran = Pattern.compile("Ran (\\d+) tests").matcher(report);
        assertThat(ran.find()).as(report).isTrue();
        assertThat(Integer.parseInt(ran.group(1))).isGreaterThanOrEqualTo(TESTS_MIN);
        assertThat(report).contains("OK").doesNotContain("skipped");
    }
}

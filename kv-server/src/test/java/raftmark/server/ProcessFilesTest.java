package raftmark.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessFilesTest {
    @TempDir
    private Path process;

    private void thread(int id, long voluntary, long involuntary) throws IOException {
        Path task = Files.createDirectories(process.resolve("task").resolve(Integer.toString(id)));
        Files.writeString(
                task.resolve("status"),
                "Name:\tx\nvoluntary_ctxt_switches:\t" + voluntary + "\nnonvoluntary_ctxt_switches:\t" + involuntary
                        + "\n");
    }

    @Test
    void endedThreadsStayInTheSum() throws IOException {
        ProcessFiles files = new ProcessFiles(process);
        thread(1, 10, 1);
        thread(2, 100, 2);
        assertThat(files.contextSwitches()).isEqualTo(new ProcessFiles.Switches(110, 3));
        Files.delete(process.resolve("task/2/status"));
        thread(1, 15, 1);
        assertThat(files.contextSwitches()).isEqualTo(new ProcessFiles.Switches(115, 3));
        // The same id again, with a lower count: another thread.
        thread(1, 4, 0);
        assertThat(files.contextSwitches()).isEqualTo(new ProcessFiles.Switches(119, 3));
    }

    @Test
    void labelsAreFoundAtLineStartsOnly() throws IOException {
        Files.writeString(process.resolve("io"), "cancelled_write_bytes: 5\nwrite_bytes: 4096\n");
        Files.writeString(process.resolve("status"), "Name:\tVmRSS: 7 kB\nVmRSS:\t  12 kB\n");
        ProcessFiles files = new ProcessFiles(process);
        assertThat(files.storageWrittenBytes()).hasValue(4096);
        assertThat(files.residentBytes()).hasValue(12 * 1024);
    }

    @Test
    void whatIsMissingIsAbsent() {
        ProcessFiles files = new ProcessFiles(process);
        assertThat(files.contextSwitches()).isNull();
        assertThat(files.storageWrittenBytes()).isEmpty();
        assertThat(files.residentBytes()).isEmpty();
    }
}

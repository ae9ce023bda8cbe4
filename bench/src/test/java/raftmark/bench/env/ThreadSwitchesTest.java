package raftmark.bench.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreadSwitchesTest {
    @TempDir
    private Path process;

    private void thread(int id, String name, int voluntary) throws Exception {
        Path task = Files.createDirectories(process.resolve("task").resolve(Integer.toString(id)));
        Files.writeString(task.resolve("comm"), name + "\n");
        Files.writeString(
                task.resolve("status"),
                "Name:\t" + name + "\nvoluntary_ctxt_switches:\t" + voluntary
                        + "\nnonvoluntary_ctxt_switches:\t100000\n");
    }

    @Test
    void threadsAreToldApartByName() throws Exception {
        thread(1, "load-io-1", 10);
        thread(2, "load-io-2", 200);
        thread(3, "handler-1", 4_000);
        assertThat(ThreadSwitches.voluntary(process, "load-")).hasValue(210);
    }

    @Test
    void aThreadThatEndsMeanwhileIsLeftOut() throws Exception {
        thread(1, "load-io-1", 10);
        Files.createDirectories(process.resolve("task").resolve("2"));
        assertThat(ThreadSwitches.voluntary(process, "load-")).hasValue(10);
    }

    @Test
    void withoutProcThereIsNoCount() {
        assertThat(ThreadSwitches.voluntary(process, "load-")).isEmpty();
    }
}

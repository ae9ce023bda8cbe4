package raftmark.bench.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostCpuTest {
    private static final String STAT =
            "cpu  21000 100 4000 330633 1594 7 97 250 0 0\ncpu0 1 2 3 4 5 6 7 8 9 10\nbtime 1\n";

    private static String process(long pid, String name, long parent, long userTicks, long systemTicks) {
        return pid + " (" + name + ") S " + parent + " 1 1 0 -1 4194304 100 0 0 0 " + userTicks + " " + systemTicks
                + " 0 0 20 0 1 0 100 1000 10";
    }

    @Test
    void aNameMayHoldAnything() {
        HostCpu.ProcessTime parsed = HostCpu.parse(process(42, "a) b (c 1 2 3", 7, 150, 50));
        assertThat(parsed).isEqualTo(new HostCpu.ProcessTime(42, 7, 2.0));
    }

    @Test
    void timeIsSplitByWhoseItWas() {
        Map<Long, HostCpu.ProcessTime> processes = new HashMap<>();
        processes.put(1L, new HostCpu.ProcessTime(1, 0, 10));
        processes.put(2L, new HostCpu.ProcessTime(2, 0, 1));
        processes.put(3L, new HostCpu.ProcessTime(3, 2, 4));
        processes.put(100L, new HostCpu.ProcessTime(100, 1, 50));
        processes.put(101L, new HostCpu.ProcessTime(101, 100, 30));
        processes.put(102L, new HostCpu.ProcessTime(102, 101, 20));
        HostCpu cpu = HostCpu.of(STAT, processes, 100);
        assertThat(cpu.totalSeconds()).isCloseTo(251, within(1e-9));
        assertThat(cpu.stealSeconds()).isCloseTo(2.5, within(1e-9));
        assertThat(cpu.oursSeconds()).isCloseTo(100, within(1e-9));
        assertThat(cpu.kernelSeconds()).isCloseTo(5, within(1e-9));
        assertThat(cpu.foreignSeconds()).isCloseTo(146, within(1e-9));
        assertThat(cpu.since(cpu).foreignSeconds()).isZero();
    }

    @Test
    void itIsReadFromFiles(@TempDir Path proc) throws Exception {
        Files.writeString(proc.resolve("stat"), STAT);
        Files.createDirectories(proc.resolve("100"));
        Files.writeString(proc.resolve("100/stat"), process(100, "java", 1, 5000, 1000));
        // A process that has just ended leaves a directory without its file.
        Files.createDirectories(proc.resolve("101"));
        HostCpu cpu = HostCpu.read(proc, 100).orElseThrow();
        assertThat(cpu.oursSeconds()).isCloseTo(60, within(1e-9));
        assertThat(HostCpu.read(proc.resolve("absent"), 100)).isEmpty();
    }
}

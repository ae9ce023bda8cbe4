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

    private static String process(
            long pid,
            String name,
            long parent,
            long userTicks,
            long systemTicks,
            long reapedUserTicks,
            long reapedSystemTicks) {
        return pid + " (" + name + ") S " + parent + " 1 1 0 -1 4194304 100 0 0 0 " + userTicks + " " + systemTicks
                + " " + reapedUserTicks + " " + reapedSystemTicks + " 20 0 1 0 100 1000 10";
    }

    private static Map<Long, HostCpu.ProcessTime> processes(HostCpu.ProcessTime... processes) {
        Map<Long, HostCpu.ProcessTime> byId = new HashMap<>();
        for (HostCpu.ProcessTime process : processes) {
            byId.put(process.pid(), process);
        }
        return byId;
    }

    private static HostCpu.ProcessTime process(long pid, long parent, String name, double seconds) {
        return new HostCpu.ProcessTime(pid, parent, name, seconds, 0);
    }

    private static double foreignSeconds(
            Map<Long, HostCpu.ProcessTime> before, Map<Long, HostCpu.ProcessTime> after, long ourPid) {
        return HostCpu.of(STAT, after, ourPid)
                .since(HostCpu.of(STAT, before, ourPid))
                .foreignSeconds();
    }

    @Test
    void aNameMayHoldAnything() {
        HostCpu.ProcessTime parsed = HostCpu.parse(process(42, "a) b (c 1 2 3", 7, 150, 50, 25, 5));
        assertThat(parsed).isEqualTo(new HostCpu.ProcessTime(42, 7, "a) b (c 1 2 3", 2.0, 0.3));
    }

    @Test
    void onlyOthersTimeIsForeign() {
        Map<Long, HostCpu.ProcessTime> processes = processes(
                process(1, 0, "init", 10),
                process(2, 0, "kthreadd", 1),
                process(3, 2, "kworker/0:0", 4),
                process(100, 1, "java", 50),
                process(101, 100, "java", 30),
                process(102, 101, "java", 20),
                process(200, 1, "cc", 7));
        HostCpu cpu = HostCpu.of(STAT, processes, 100);
        assertThat(cpu.stealSeconds()).isCloseTo(2.5, within(1e-9));
        assertThat(cpu.foreignSeconds()).isCloseTo(17, within(1e-9));
        assertThat(cpu.since(cpu).foreignSeconds()).isZero();
    }

    @Test
    void aProcessThatEndedInBetweenIsCountedByItsParent() {
        assertThat(foreignSeconds(
                        processes(process(1, 0, "init", 1), process(200, 1, "cc", 7)),
                        processes(new HostCpu.ProcessTime(1, 0, "init", 1, 9)),
                        100))
                .isCloseTo(2, within(1e-9));
    }

    @Test
    void aKernelThreadThatEndedIsNobodysTime() {
        HostCpu.ProcessTime kthreadd = process(2, 0, "kthreadd", 1);
        assertThat(foreignSeconds(processes(kthreadd, process(3, 2, "kworker/0:0", 9)), processes(kthreadd), 100))
                .isZero();
    }

    @Test
    void numberTwoOfAContainerIsNotTheKernel() {
        HostCpu cpu = HostCpu.of(STAT, processes(process(1, 0, "sh", 10), process(2, 1, "cc", 90)), 100);
        assertThat(cpu.foreignSeconds()).isCloseTo(100, within(1e-9));
    }

    @Test
    void itIsReadFromFiles(@TempDir Path proc) throws Exception {
        Files.writeString(proc.resolve("stat"), STAT);
        Files.createDirectories(proc.resolve("100"));
        Files.writeString(proc.resolve("100/stat"), process(100, "java", 1, 5000, 1000, 0, 0));
        Files.createDirectories(proc.resolve("7"));
        Files.writeString(proc.resolve("7/stat"), process(7, "cc", 1, 500, 100, 0, 0));
        // A process that has just ended leaves a directory without its file.
        Files.createDirectories(proc.resolve("101"));
        HostCpu cpu = HostCpu.read(proc, 100).orElseThrow();
        assertThat(cpu.foreignSeconds()).isCloseTo(6, within(1e-9));
        assertThat(cpu.stealSeconds()).isCloseTo(2.5, within(1e-9));
        assertThat(HostCpu.read(proc.resolve("absent"), 100)).isEmpty();
    }
}

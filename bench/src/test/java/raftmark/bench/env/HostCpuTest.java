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

    @Test
    void aNameMayHoldAnything() {
        HostCpu.ProcessTime parsed = HostCpu.parse(process(42, "a) b (c 1 2 3", 7, 150, 50, 25, 5));
        assertThat(parsed).isEqualTo(new HostCpu.ProcessTime(42, 7, "a) b (c 1 2 3", 2.0, 0.3));
    }

    @Test
    void timeIsSplitByWhoseItWas() {
        Map<Long, HostCpu.ProcessTime> processes = processes(
                process(1, 0, "init", 10),
                process(2, 0, "kthreadd", 1),
                process(3, 2, "kworker/0:0", 4),
                process(100, 1, "java", 50),
                process(101, 100, "java", 30),
                process(102, 101, "java", 20));
        HostCpu cpu = HostCpu.of(STAT, processes, 100);
        assertThat(cpu.totalSeconds()).isCloseTo(251, within(1e-9));
        assertThat(cpu.stealSeconds()).isCloseTo(2.5, within(1e-9));
        assertThat(cpu.oursSeconds()).isCloseTo(100, within(1e-9));
        assertThat(cpu.kernelSeconds()).isCloseTo(5, within(1e-9));
        assertThat(cpu.foreignSeconds()).isCloseTo(146, within(1e-9));
        assertThat(cpu.since(cpu).foreignSeconds()).isZero();
    }

    @Test
    void interruptsInOurTimeDoNotHideOthers() {
        // The kernel served 30 s of interrupts in our time: they are ours, but the total does not have them.
        Map<Long, HostCpu.ProcessTime> before =
                processes(process(1, 0, "init", 0), process(100, 1, "java", 0), process(200, 1, "cc", 0));
        Map<Long, HostCpu.ProcessTime> after =
                processes(process(1, 0, "init", 0), process(100, 1, "java", 60), process(200, 1, "cc", 10));
        HostCpu used = HostCpu.of("cpu  4000 0 0 0 0 0 3000 0 0 0", after, 100)
                .since(HostCpu.of("cpu  0 0 0 0 0 0 0 0 0 0", before, 100));
        assertThat(used.foreignSeconds()).isCloseTo(10, within(1e-9));
    }

    @Test
    void aProcessThatEndedInBetweenIsCountedByItsParent() {
        Map<Long, HostCpu.ProcessTime> before = processes(process(1, 0, "init", 1), process(200, 1, "cc", 7));
        Map<Long, HostCpu.ProcessTime> after = processes(new HostCpu.ProcessTime(1, 0, "init", 1, 9));
        HostCpu used = HostCpu.of("cpu  0 0 0 0 0 0 0 0 0 0", after, 100)
                .since(HostCpu.of("cpu  0 0 0 0 0 0 0 0 0 0", before, 100));
        assertThat(used.foreignSeconds()).isCloseTo(2, within(1e-9));
    }

    @Test
    void numberTwoOfAContainerIsNotTheKernel() {
        HostCpu cpu = HostCpu.of(STAT, processes(process(1, 0, "sh", 10), process(2, 1, "cc", 90)), 100);
        assertThat(cpu.kernelSeconds()).isZero();
        assertThat(cpu.othersSeconds()).isCloseTo(100, within(1e-9));
    }

    @Test
    void itIsReadFromFiles(@TempDir Path proc) throws Exception {
        Files.writeString(proc.resolve("stat"), STAT);
        Files.createDirectories(proc.resolve("100"));
        Files.writeString(proc.resolve("100/stat"), process(100, "java", 1, 5000, 1000, 0, 0));
        // A process that has just ended leaves a directory without its file.
        Files.createDirectories(proc.resolve("101"));
        HostCpu cpu = HostCpu.read(proc, 100).orElseThrow();
        assertThat(cpu.oursSeconds()).isCloseTo(60, within(1e-9));
        assertThat(HostCpu.read(proc.resolve("absent"), 100)).isEmpty();
    }
}

package raftmark.bench.env;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The machine's CPU time so far, in seconds, split by whose it was. Two of them are subtracted. Read from {@code /proc}; see
 * proc(5).
 *
 * @param totalSeconds user, nice and system time of all processors
 * @param stealSeconds time that the hypervisor gave to others
 * @param oursSeconds user and system time of this process and its living descendants
 * @param kernelSeconds the same of the kernel's own threads
 * @param othersSeconds the same of all other living processes, and of those of their children that have ended
 */
public record HostCpu(
        double totalSeconds, double stealSeconds, double oursSeconds, double kernelSeconds, double othersSeconds) {
    /** The unit of /proc on every Linux that Java runs on (USER_HZ). */
    private static final double TICKS_PER_SECOND = 100;

    private static final long KERNEL_THREADS_PARENT = 2;

    /** Name of the process that kernel threads belong to. In a container, number 2 is a process like any other. */
    private static final String KERNEL_THREADS_PARENT_NAME = "kthreadd";

    /**
     * A line of {@code /proc/PID/stat}.
     *
     * @param cpuSeconds user and system time of the process
     * @param reapedSeconds the same of its children that it has waited for
     */
    record ProcessTime(long pid, long parentPid, String name, double cpuSeconds, double reapedSeconds) {}

    /**
     * Reads it now.
     *
     * @param proc {@code /proc}
     * @param ourPid root of the processes that are ours
     * @return empty where there is no such file system
     */
    public static Optional<HostCpu> read(Path proc, long ourPid) {
        try {
            Map<Long, ProcessTime> processes = new HashMap<>();
            try (DirectoryStream<Path> directories = Files.newDirectoryStream(proc, "[0-9]*")) {
                for (Path directory : directories) {
                    processOf(directory).ifPresent(process -> processes.put(process.pid(), process));
                }
            }
            // The sum is read last and the parts first: what runs in between is taken for foreign, never lost.
            return Optional.of(of(Files.readString(proc.resolve("stat")), processes, ourPid));
        } catch (IOException | IllegalArgumentException notLinux) {
            return Optional.empty();
        }
    }

    /** What was used since an earlier reading. */
    public HostCpu since(HostCpu earlier) {
        return new HostCpu(
                totalSeconds - earlier.totalSeconds,
                stealSeconds - earlier.stealSeconds,
                oursSeconds - earlier.oursSeconds,
                kernelSeconds - earlier.kernelSeconds,
                othersSeconds - earlier.othersSeconds);
    }

    /**
     * Time of processes that are neither ours nor the kernel's: the larger one of two figures that each miss something. What is left
     * of the total is too small by the interrupts that the kernel served in our processes' time: they are in ours and not in
     * the total. The sum over the others misses a process that came and went, unless its parent waited for it.
     */
    public double foreignSeconds() {
        return Math.max(0, Math.max(othersSeconds, totalSeconds - oursSeconds - kernelSeconds));
    }

    static HostCpu of(String stat, Map<Long, ProcessTime> processes, long ourPid) {
        String[] fields = stat.lines()
                .filter(line -> line.startsWith("cpu "))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("/proc/stat has no line 'cpu'"))
                .trim()
                .split("\\s+");
        double total =
                (Long.parseLong(fields[1]) + Long.parseLong(fields[2]) + Long.parseLong(fields[3])) / TICKS_PER_SECOND;
        double steal = fields.length > 8 ? Long.parseLong(fields[8]) / TICKS_PER_SECOND : 0;
        double ours = 0;
        double kernel = 0;
        double others = 0;
        ProcessTime second = processes.get(KERNEL_THREADS_PARENT);
        boolean showsKernel = second != null && second.name().equals(KERNEL_THREADS_PARENT_NAME);
        for (ProcessTime process : processes.values()) {
            if (isDescendant(process, ourPid, processes)) {
                ours += process.cpuSeconds();
            } else if (showsKernel
                    && (process.pid() == KERNEL_THREADS_PARENT || process.parentPid() == KERNEL_THREADS_PARENT)) {
                kernel += process.cpuSeconds();
            } else {
                others += process.cpuSeconds() + process.reapedSeconds();
            }
        }
        return new HostCpu(total, steal, ours, kernel, others);
    }

    static ProcessTime parse(String stat) {
        // The name stands in parentheses and may hold anything, parentheses too.
        int nameEnd = stat.lastIndexOf(')');
        if (nameEnd < 0) {
            throw new IllegalArgumentException("not a line of /proc/PID/stat: " + stat);
        }
        long pid = Long.parseLong(stat.substring(0, stat.indexOf(' ')));
        String[] fields = stat.substring(nameEnd + 2).trim().split(" ");
        String name = stat.substring(stat.indexOf('(') + 1, nameEnd);
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        long reapedTicks = Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
        return new ProcessTime(
                pid, Long.parseLong(fields[1]), name, ticks / TICKS_PER_SECOND, reapedTicks / TICKS_PER_SECOND);
    }

    private static Optional<ProcessTime> processOf(Path directory) {
        try {
            return Optional.of(parse(Files.readString(directory.resolve("stat"))));
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    private static boolean isDescendant(ProcessTime process, long ancestor, Map<Long, ProcessTime> processes) {
        Set<Long> seen = new HashSet<>();
        ProcessTime current = process;
        while (current != null && seen.add(current.pid())) {
            if (current.pid() == ancestor) {
                return true;
            }
            current = processes.get(current.parentPid());
        }
        return false;
    }
}

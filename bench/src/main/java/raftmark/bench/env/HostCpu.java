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
 * What others have used of this machine's CPU so far, in seconds. Two of them are subtracted. Read from {@code /proc}; see proc(5).
 *
 * @param stealSeconds time that the hypervisor gave to others
 * @param foreignSeconds user and system time of the processes that are neither ours (this one and its descendants) nor the
 *     kernel's, and of those of their children that have ended. It is summed process by process: what is left of the machine's total
 *     would be short by the interrupts served in our time, and in a container the total is not the container's. What {@code /proc} does
 *     not show, such as other containers, is not in it
 */
public record HostCpu(double stealSeconds, double foreignSeconds) {
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
            return Optional.of(of(Files.readString(proc.resolve("stat")), processes, ourPid));
        } catch (IOException | IllegalArgumentException notLinux) {
            return Optional.empty();
        }
    }

    /** What was used since an earlier reading. A process that ended and that nobody waited for may make too little of it, never less than 0. */
    public HostCpu since(HostCpu earlier) {
        return new HostCpu(stealSeconds - earlier.stealSeconds, Math.max(0, foreignSeconds - earlier.foreignSeconds));
    }

    static HostCpu of(String stat, Map<Long, ProcessTime> processes, long ourPid) {
        String[] fields = stat.lines()
                .filter(line -> line.startsWith("cpu "))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("/proc/stat has no line 'cpu'"))
                .trim()
                .split("\\s+");
        double steal = fields.length > 8 ? Long.parseLong(fields[8]) / TICKS_PER_SECOND : 0;
        ProcessTime second = processes.get(KERNEL_THREADS_PARENT);
        boolean showsKernel = second != null && second.name().equals(KERNEL_THREADS_PARENT_NAME);
        double foreign = 0;
        for (ProcessTime process : processes.values()) {
            boolean kernels = showsKernel
                    && (process.pid() == KERNEL_THREADS_PARENT || process.parentPid() == KERNEL_THREADS_PARENT);
            if (!kernels && !isDescendant(process, ourPid, processes)) {
                foreign += process.cpuSeconds() + process.reapedSeconds();
            }
        }
        return new HostCpu(steal, foreign);
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

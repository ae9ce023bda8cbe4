package raftmark.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What Linux tells of this process under /proc; everything is absent elsewhere.
 *
 * <p>Context switches are kept by thread. What a thread had switched when it was last seen stays in the sum after it ended, so
 * the sum never falls; what it switched after that, and threads that began and ended between two looks, are missed.
 * Thread-safe.
 */
final class ProcessFiles {
    private final Path process;
    private final Map<String, Switches> live = new HashMap<>();
    private long endedVoluntary;
    private long endedInvoluntary;

    ProcessFiles() {
        this(Path.of("/proc/self"));
    }

    ProcessFiles(Path process) {
        this.process = process;
    }

    /** Context switches since the process began, as far as they were seen. */
    record Switches(long voluntary, long involuntary) {}

    /** Context switches summed over threads, null where they cannot be read. */
    synchronized @org.jspecify.annotations.Nullable Switches contextSwitches() {
        Map<String, Switches> now = new HashMap<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path task : tasks) {
                Switches switches = read(task.resolve("status"));
                if (switches != null) {
                    now.put(String.valueOf(task.getFileName()), switches);
                }
            }
        } catch (IOException | UncheckedIOException | java.nio.file.DirectoryIteratorException e) {
            return null;
        }
        if (now.isEmpty()) {
            return null;
        }
        live.forEach((id, before) -> {
            Switches after = now.get(id);
            // A lower count is another thread under the same id.
            if (after == null || after.voluntary() < before.voluntary()) {
                endedVoluntary += before.voluntary();
                endedInvoluntary += before.involuntary();
            }
        });
        live.clear();
        live.putAll(now);
        long voluntary = endedVoluntary;
        long involuntary = endedInvoluntary;
        for (Switches switches : now.values()) {
            voluntary += switches.voluntary();
            involuntary += switches.involuntary();
        }
        return new Switches(voluntary, involuntary);
    }

    /** Null if the thread has ended meanwhile. One read for both numbers: there are a hundred threads and more. */
    private static @org.jspecify.annotations.Nullable Switches read(Path status) {
        String text = text(status);
        OptionalLong voluntary = number(text, "voluntary_ctxt_switches:");
        OptionalLong involuntary = number(text, "nonvoluntary_ctxt_switches:");
        return voluntary.isPresent() && involuntary.isPresent()
                ? new Switches(voluntary.getAsLong(), involuntary.getAsLong())
                : null;
    }

    /** Bytes that the process caused to be written to storage. */
    OptionalLong storageWrittenBytes() {
        return number(text(process.resolve("io")), "write_bytes:");
    }

    /** Resident memory. */
    OptionalLong residentBytes() {
        OptionalLong kib = number(text(process.resolve("status")), "VmRSS:");
        return kib.isPresent() ? OptionalLong.of(kib.getAsLong() * 1024) : kib;
    }

    /** What a file holds; empty if it cannot be read. */
    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    /** The number behind a label at the beginning of a line. */
    private static OptionalLong number(String text, String label) {
        int at = text.startsWith(label) ? 0 : text.indexOf("\n" + label) + 1;
        if (at == 0 && !text.startsWith(label)) {
            return OptionalLong.empty();
        }
        long value = 0;
        boolean digits = false;
        for (int i = at + label.length(); i < text.length() && text.charAt(i) != '\n'; i++) {
            char c = text.charAt(i);
            if (Character.isDigit(c)) {
                value = value * 10 + (c - '0');
                digits = true;
            } else if (digits) {
                break;
            }
        }
        return digits ? OptionalLong.of(value) : OptionalLong.empty();
    }
}

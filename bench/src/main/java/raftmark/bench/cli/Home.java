package raftmark.bench.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where Raftmark lies: experiments are read there, and results go there. */
final class Home {
    private Home() {}

    /**
     * System property {@code raftmark.home}; without it the nearest directory at or above the current one that has {@code
     * bench/experiments}; else the current one.
     */
    static Path directory() {
        String property = System.getProperty("raftmark.home");
        Path here = Path.of("").toAbsolutePath();
        if (property != null) {
            return Path.of(property).toAbsolutePath();
        }
        for (Path candidate = here; candidate != null; candidate = candidate.getParent()) {
            if (Files.isDirectory(candidate.resolve("bench/experiments"))) {
                return candidate;
            }
        }
        return here;
    }
}

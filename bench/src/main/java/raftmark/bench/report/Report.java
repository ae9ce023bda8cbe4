package raftmark.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import raftmark.bench.analysis.CellSummary;

/** The report on one or several result directories: one HTML file that needs nothing else, no network either. */
public final class Report {
    /** Name of the page in a result directory. */
    public static final String FILE = "report.html";

    /** The display is thinned out until the page is smaller than this, so that it can be passed on. */
    private static final int PAGE_BYTES_MAX = 500_000;

    private static final int BYTES_PER_KB = 1000;

    private Report() {}

    /**
     * Writes the page; a reader sees either the old one or the new one.
     *
     * @param directories at least one; several are shown side by side
     * @param page the file, replaced if it is there
     * @return what must be said of the page: that it is larger than it should be, and the way out; usually empty
     * @throws IOException if a directory cannot be read, with the file at fault, or the page cannot be written
     */
    public static Optional<String> write(List<Path> directories, Path page) throws IOException {
        String html = html(directories);
        Path target = page.toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw new IOException(page + " is a directory: give the name of a file");
        }
        Path draft = target.resolveSibling(target.getFileName() + ".tmp");
        try {
            Files.writeString(draft, html);
            Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException missing) {
            throw new IOException(page + " cannot be written: there is no directory " + target.getParent(), missing);
        } finally {
            Files.deleteIfExists(draft);
        }
        long bytes = Files.size(target);
        return bytes <= PAGE_BYTES_MAX
                ? Optional.empty()
                : Optional.of(
                        page + " has " + bytes / BYTES_PER_KB + " KB, more than the " + PAGE_BYTES_MAX / BYTES_PER_KB
                                + " KB that a page should have: there are too many configurations for it even with the coarsest curves."
                                + " Give fewer directories, or split the experiment.");
    }

    /** The page, as finely drawn as it may be without becoming too large to pass on. */
    static String html(List<Path> directories) throws IOException {
        List<SweepFiles> sweeps = sweeps(directories);
        int configurations = sweeps.stream()
                .mapToInt(sweep -> CellSummary.of(sweep.rows()).size())
                .sum();
        ReportData data = null;
        for (DisplayBudget budget : DisplayBudget.stepsFor(configurations)) {
            data = ReportBuilder.of(sweeps, budget);
            String html = ReportPage.html(data);
            if (html.getBytes(StandardCharsets.UTF_8).length <= PAGE_BYTES_MAX) {
                return html;
            }
        }
        return ReportPage.html(Objects.requireNonNull(data).asTooLarge());
    }

    private static List<SweepFiles> sweeps(List<Path> directories) throws IOException {
        if (directories.isEmpty()) {
            throw new IllegalArgumentException("a report needs a result directory");
        }
        List<SweepFiles> sweeps = new ArrayList<>();
        Map<String, Integer> seen = new LinkedHashMap<>();
        for (Path directory : directories) {
            Path name = directory.toAbsolutePath().normalize().getFileName();
            String label = name == null ? "results" : name.toString();
            int times = seen.merge(label, 1, Integer::sum);
            sweeps.add(SweepFiles.read(directory, times == 1 ? label : label + " (" + times + ")"));
        }
        return sweeps;
    }
}

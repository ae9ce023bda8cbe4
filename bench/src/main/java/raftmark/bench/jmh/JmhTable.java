package raftmark.bench.jmh;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import raftmark.bench.result.JmhColumn;

/** JMH's results as {@code jmh.csv}: a row for each fork of each metric. Not thread-safe. */
public final class JmhTable {
    /** The file of a profile's directory that the importer reads. */
    public static final String JSON = "jmh.json";

    /** The file that it makes of it. */
    public static final String CSV = "jmh.csv";

    private final List<Map<JmhColumn, String>> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * Adds the results of a file.
     *
     * @throws IOException if it is no whole result of JMH's; nothing is added then
     */
    public void add(Path file) throws IOException {
        // The same configuration again, as where a file holds two runs of it: more forks.
        Map<List<Object>, Integer> forksBefore = new HashMap<>();
        List<Map<JmhColumn, String>> added = new ArrayList<>();
        for (JmhResult result : JmhFile.read(file)) {
            Object key = List.of(result.benchmark(), result.mode(), result.params(), result.threads());
            for (JmhResult.Metric metric : result.metrics()) {
                List<Object> ofMetric = List.of(key, metric.name());
                int before = forksBefore.getOrDefault(ofMetric, 0);
                forksBefore.put(ofMetric, before + metric.forks().size());
                for (int fork = 0; fork < metric.forks().size(); fork++) {
                    JmhForkRow.of(nameOf(file), result, metric, fork, before + fork + 1)
                            .ifPresent(added::add);
                }
            }
            int measured = result.metrics().get(0).forks().size();
            if (measured < result.forks()) {
                notes.add(file + ": " + result.benchmark() + " " + result.params() + ": " + measured + " of "
                        + result.forks() + " forks have a result");
            }
        }
        rows.addAll(added);
    }

    /** The directory's name and its own: a table that is passed on says nothing of this machine. */
    private static String nameOf(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        int names = absolute.getNameCount();
        return absolute.subpath(Math.max(0, names - 2), names).toString();
    }

    /** What a user must know beside the rows, such as missing forks. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** How many rows there are. */
    public int size() {
        return rows.size();
    }

    /** The rows, in the order of the files. */
    List<Map<JmhColumn, String>> rows() {
        return List.copyOf(rows);
    }

    /** The table as text. */
    public String text() {
        StringWriter text = new StringWriter();
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            writer.writeRecord(JmhColumn.keys());
            for (Map<JmhColumn, String> row : rows) {
                writer.writeRecord(List.of(JmhColumn.values()).stream()
                        .map(column -> row.getOrDefault(column, ""))
                        .toList());
            }
        } catch (IOException never) {
            throw new UncheckedIOException("a StringWriter does not fail", never);
        }
        return text.toString();
    }

    /**
     * Writes the table; a reader sees the old file or the whole new one.
     *
     * @throws IOException if there is no directory for it, or it cannot be written
     */
    public void write(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new IOException("there is no directory " + parent + " for " + file.getFileName() + ": make it first");
        }
        Path temporary = parent.resolve("." + file.getFileName() + ".tmp");
        try {
            Files.writeString(temporary, text());
            Files.move(temporary, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** An empty row. */
    static Map<JmhColumn, String> newRow() {
        return new EnumMap<>(JmhColumn.class);
    }
}

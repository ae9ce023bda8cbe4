package raftmark.bench.result;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import raftmark.bench.record.HistogramLog;

/**
 * The files of one sweep. A run's histograms are written before its rows, and its rows in one piece with the {@code all}
 * row of service times last: a run is there when that row is, and whatever else a crash has left is cut off when the directory is opened
 * again. One thread writes.
 */
public final class ResultsDirectory {
    /** Names of the files. */
    public static final String RUNS = "runs.csv";

    public static final String HISTOGRAMS = "latency.hlog";
    public static final String ENVIRONMENT = "environment.json";
    public static final String EXPERIMENT = "experiment.yaml";

    private final Path path;
    private final List<ResultRow> rows;

    private ResultsDirectory(Path path, List<ResultRow> rows) {
        this.path = path;
        this.rows = rows;
    }

    /**
     * Makes a new directory.
     *
     * @param experiment text of the experiment as run
     * @throws IOException if there is something in it already, or it cannot be written
     */
    public static ResultsDirectory create(Path path, String experiment) throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> content = Files.list(path)) {
                if (content.findAny().isPresent()) {
                    throw new IOException("the directory " + path + " is not empty: go on with it by --resume, or give"
                            + " another --out");
                }
            }
        }
        Files.createDirectories(path);
        Files.writeString(path.resolve(HISTOGRAMS), HistogramLog.header(), StandardOpenOption.CREATE_NEW);
        Files.writeString(path.resolve(RUNS), csv(List.of(Column.keys())), StandardOpenOption.CREATE_NEW);
        // Last: a directory without it was never begun.
        Files.writeString(path.resolve(EXPERIMENT), experiment, StandardOpenOption.CREATE_NEW);
        return new ResultsDirectory(path, new ArrayList<>());
    }

    /**
     * Opens what an earlier sweep left, and cuts off what it left half-written.
     *
     * @throws IOException if it is no result directory, or was begun with another schema
     */
    public static ResultsDirectory open(Path path) throws IOException {
        for (String file : List.of(EXPERIMENT, RUNS, HISTOGRAMS)) {
            if (!Files.isRegularFile(path.resolve(file))) {
                throw new IOException("there is nothing to resume in " + path + ": " + file + " is missing");
            }
        }
        List<ResultRow> rows = wholeRuns(CsvRows.readCut(path.resolve(RUNS)));
        for (ResultRow row : rows) {
            if (!row.get(Column.SCHEMA_VERSION).equals(Integer.toString(ResultRow.SCHEMA_VERSION))) {
                throw new IOException(path + " was begun with schema " + row.get(Column.SCHEMA_VERSION)
                        + " and this version writes " + ResultRow.SCHEMA_VERSION
                        + ": rows of both do not go into one file; give another --out");
            }
        }
        List<List<String>> table = new ArrayList<>(List.of(Column.keys()));
        rows.forEach(row -> table.add(row.fields()));
        replaceIfChanged(path.resolve(RUNS), csv(table));
        Set<String> runs = new HashSet<>();
        rows.forEach(row -> runs.add(row.get(Column.RUN_ID)));
        replaceIfChanged(path.resolve(HISTOGRAMS), linesOfRuns(Files.readString(path.resolve(HISTOGRAMS)), runs));
        return new ResultsDirectory(path, new ArrayList<>(rows));
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** The text of the experiment as run. */
    public String experiment() throws IOException {
        return Files.readString(path.resolve(EXPERIMENT));
    }

    /** The runs that are there. */
    public Set<String> finishedRuns() {
        Set<String> runs = new LinkedHashSet<>();
        rows.forEach(row -> runs.add(row.get(Column.RUN_ID)));
        return runs;
    }

    /** All rows, in the order they were written. */
    public List<ResultRow> rows() {
        return List.copyOf(rows);
    }

    /**
     * Adds a run; when this returns it is on disk.
     *
     * @throws IllegalStateException if the run is there already
     */
    public void append(RunResult result) throws IOException {
        if (finishedRuns().contains(result.run().runId())) {
            throw new IllegalStateException("run " + result.run().runId() + " is there already");
        }
        List<ResultRow> added = result.rows();
        appendAndForce(path.resolve(HISTOGRAMS), result.histogramLines());
        appendAndForce(
                path.resolve(RUNS), csv(added.stream().map(ResultRow::fields).toList()));
        rows.addAll(added);
    }

    /** Replaces a file as a whole: readers see either the old or the new one. */
    public void write(String file, String content) throws IOException {
        replace(path.resolve(file), content);
    }

    private static List<ResultRow> wholeRuns(List<ResultRow> rows) {
        Set<String> whole = new HashSet<>();
        for (ResultRow row : rows) {
            if (row.isSummary()) {
                whole.add(row.get(Column.RUN_ID));
            }
        }
        return rows.stream()
                .filter(row -> whole.contains(row.get(Column.RUN_ID)))
                .toList();
    }

    private static String linesOfRuns(String log, Set<String> runs) {
        StringBuilder kept = new StringBuilder();
        int start = 0;
        for (int end = log.indexOf('\n'); end >= 0; end = log.indexOf('\n', start)) {
            String line = log.substring(start, end + 1);
            int comma = line.indexOf(',');
            boolean tagged = line.startsWith("Tag=") && comma > 0;
            if (!tagged || runs.contains(HistogramLog.runOfTag(line.substring("Tag=".length(), comma)))) {
                kept.append(line);
            }
            start = end + 1;
        }
        return kept.toString();
    }

    private static String csv(List<List<String>> table) {
        StringWriter text = new StringWriter();
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            table.forEach(writer::writeRecord);
        } catch (IOException never) {
            throw new UncheckedIOException("a StringWriter does not fail", never);
        }
        return text.toString();
    }

    private static void appendAndForce(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void replaceIfChanged(Path file, String content) throws IOException {
        if (!Files.readString(file).equals(content)) {
            replace(file, content);
        }
    }

    private static void replace(Path file, String content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(draft, content);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}

package raftmark.bench.result;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads {@code runs.csv}. */
public final class CsvRows {
    /** Columns that hold numbers where they are not empty. */
    private static final Set<Column> NUMBERS =
            Collections.unmodifiableSet(EnumSet.range(Column.OPERATIONS, Column.LEADER_CHANGES));

    private CsvRows() {}

    /**
     * All rows of a whole file.
     *
     * @throws IOException if it cannot be read, is of a schema that is not known, breaks off within a line, or does not hold what its
     *     columns say
     */
    public static List<ResultRow> read(Path file) throws IOException {
        String text = Files.readString(file);
        if (text.isEmpty()) {
            throw new IOException(file + " is empty: nothing was measured, or something else emptied it");
        }
        if (!text.endsWith("\n")) {
            throw new IOException(file + " breaks off within a line: mend the directory by run --resume");
        }
        return rows(file, text);
    }

    /** All rows of a file whose last line may be torn; that line is left out. */
    static List<ResultRow> readCut(Path file) throws IOException {
        String text = Files.readString(file);
        return rows(file, text.substring(0, text.lastIndexOf('\n') + 1));
    }

    private static List<ResultRow> rows(Path file, String text) throws IOException {
        List<CsvRecord> records = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(text)) {
            reader.forEach(records::add);
        } catch (CsvParseException malformed) {
            throw new IOException(file + " is no CSV: " + malformed.getMessage(), malformed);
        }
        int version = version(file, records);
        List<Column> columns = Column.of(version);
        List<ResultRow> rows = new ArrayList<>();
        for (CsvRecord record : records.subList(1, records.size())) {
            if (record.getFieldCount() != columns.size()) {
                throw new IOException(file + ":" + record.getStartingLineNumber() + ": " + record.getFieldCount()
                        + " fields instead of " + columns.size());
            }
            ResultRow row = ResultRow.of(columns, record.getFields());
            if (!row.get(Column.SCHEMA_VERSION).equals(Integer.toString(version))) {
                throw new IOException(file + ":" + record.getStartingLineNumber() + ": schema "
                        + row.get(Column.SCHEMA_VERSION) + " instead of " + version);
            }
            check(file, row);
            rows.add(row);
        }
        return rows;
    }

    private static int version(Path file, List<CsvRecord> records) throws IOException {
        List<String> header = records.isEmpty() ? List.of() : records.get(0).getFields();
        for (int version = ResultRow.SCHEMA_VERSION; version >= ResultRow.SCHEMA_VERSION_MIN; version--) {
            if (header.equals(Column.of(version).stream().map(Column::key).toList())) {
                return version;
            }
        }
        throw new IOException(file + " does not have the columns of a schema that is known ("
                + ResultRow.SCHEMA_VERSION_MIN + " to " + ResultRow.SCHEMA_VERSION
                + "): it was written by another version of Raftmark; give another directory");
    }

    private static void check(Path file, ResultRow row) throws IOException {
        try {
            Integer.parseInt(row.get(Column.REPETITION));
            Integer.parseInt(row.get(Column.CLIENTS));
            if (!row.get(Column.SERVER_THREADS).isEmpty()) {
                Integer.parseInt(row.get(Column.SERVER_THREADS));
            }
            checkFinite(row, Column.TARGET_RATE);
            checkFinite(row, Column.WARMUP_SECONDS);
            for (Column column : NUMBERS) {
                checkFinite(row, column);
            }
        } catch (NumberFormatException notANumber) {
            throw new IOException(
                    file + ": run " + row.get(Column.RUN_ID)
                            + " has something else than a number in a column of numbers: " + notANumber.getMessage(),
                    notANumber);
        }
    }

    /** What is not measured is empty, so NaN and infinity are nobody's figures, though Java reads them as numbers. */
    private static void checkFinite(ResultRow row, Column column) {
        if (!Double.isFinite(row.number(column).orElse(0))) {
            throw new NumberFormatException(column.key() + " is " + row.get(column));
        }
    }
}

package raftmark.bench.result;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code runs.csv}. */
public final class CsvRows {
    private CsvRows() {}

    /**
     * All rows of a whole file.
     *
     * @throws IOException if it cannot be read, is of another schema, or breaks off within a line
     */
    public static List<ResultRow> read(Path file) throws IOException {
        String text = Files.readString(file);
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
        if (records.isEmpty() || !records.get(0).getFields().equals(Column.keys())) {
            throw new IOException(file + " does not have the columns of schema " + ResultRow.SCHEMA_VERSION
                    + ": it was written by another version of Raftmark; give another directory");
        }
        List<ResultRow> rows = new ArrayList<>();
        for (CsvRecord record : records.subList(1, records.size())) {
            if (record.getFieldCount() != Column.values().length) {
                throw new IOException(file + ":" + record.getStartingLineNumber() + ": " + record.getFieldCount()
                        + " fields instead of " + Column.values().length);
            }
            ResultRow row = ResultRow.of(record.getFields());
            if (!row.get(Column.SCHEMA_VERSION).equals(Integer.toString(ResultRow.SCHEMA_VERSION))) {
                throw new IOException(file + ":" + record.getStartingLineNumber() + ": schema "
                        + row.get(Column.SCHEMA_VERSION) + " instead of " + ResultRow.SCHEMA_VERSION);
            }
            rows.add(row);
        }
        return rows;
    }
}

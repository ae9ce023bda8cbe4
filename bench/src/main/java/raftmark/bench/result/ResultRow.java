package raftmark.bench.result;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import raftmark.bench.spec.Factor;

/** One row of {@code runs.csv}: a text for every {@link Column}, empty where there is nothing to say. Immutable. */
public final class ResultRow {
    /** Version of the table that is written. */
    public static final int SCHEMA_VERSION = 2;

    /** The oldest version that is read. */
    public static final int SCHEMA_VERSION_MIN = 1;

    /** The operation of the rows that sum up a run, which are written last. */
    public static final String ALL_OPERATIONS = "all";

    /** The latency kind of service times. */
    public static final String SERVICE = "service";

    /** The latency kind of response times, which only an open loop has. */
    public static final String RESPONSE = "response";

    /** Without those that are empty. */
    private final Map<Column, String> texts;

    private ResultRow(Map<Column, String> texts) {
        this.texts = new EnumMap<>(Column.class);
        texts.forEach((column, text) -> {
            if (!text.isEmpty()) {
                this.texts.put(column, text);
            }
        });
    }

    /** A row of these texts, in the order of these columns; columns that are not among them are empty. */
    static ResultRow of(List<Column> columns, List<String> texts) {
        if (texts.size() != columns.size()) {
            throw new IllegalArgumentException("a row of " + texts.size() + " fields instead of " + columns.size());
        }
        Map<Column, String> byColumn = new EnumMap<>(Column.class);
        for (int i = 0; i < texts.size(); i++) {
            byColumn.put(columns.get(i), texts.get(i));
        }
        // Before there was a choice.
        byColumn.putIfAbsent(Column.ACCESS, "grpc");
        return new ResultRow(byColumn);
    }

    /** A row in the making. */
    public static Builder builder() {
        return new Builder();
    }

    /** The text of a column, empty if there is none. */
    public String get(Column column) {
        return texts.getOrDefault(column, "");
    }

    /** The number in a column; empty where the text is. */
    public OptionalDouble number(Column column) {
        String text = get(column);
        return text.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
    }

    /** The level of a factor; empty where it plays no part. */
    public String level(Factor factor) {
        if (factor == Factor.TARGET_RATE && !get(Column.TARGET_LOAD).isEmpty()) {
            return get(Column.TARGET_LOAD);
        }
        return get(Column.valueOf(factor.name()));
    }

    /** Whether this row sums up its run, and is the last one of it. */
    public boolean isSummary() {
        return get(Column.OPERATION).equals(ALL_OPERATIONS)
                && get(Column.LATENCY_KIND).equals(SERVICE);
    }

    /** Whether the run may enter a figure. */
    public boolean isValid() {
        return get(Column.VERDICT).equals("OK");
    }

    /** The texts in the order of the columns. */
    public List<String> fields() {
        return List.of(Column.values()).stream().map(this::get).toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResultRow row && texts.equals(row.texts);
    }

    @Override
    public int hashCode() {
        return texts.hashCode();
    }

    @Override
    public String toString() {
        return texts.toString();
    }

    /** Collects the texts of a row; what is not put stays empty. */
    public static final class Builder {
        private final Map<Column, String> texts = new EnumMap<>(Column.class);

        private Builder() {
            put(Column.SCHEMA_VERSION, SCHEMA_VERSION);
        }

        /** A copy to go on from. */
        public Builder copy() {
            Builder copy = new Builder();
            copy.texts.putAll(texts);
            return copy;
        }

        /** Puts a text; line breaks become spaces, so that a line of the file is a row. */
        public Builder put(Column column, String text) {
            texts.put(column, text.replaceAll("[\\r\\n]+", " "));
            return this;
        }

        /** Puts the level of a factor; a rate that is a share of a capacity goes to a column of its own. */
        public Builder putLevel(Factor factor, String level) {
            return put(
                    factor == Factor.TARGET_RATE && level.endsWith("%")
                            ? Column.TARGET_LOAD
                            : Column.valueOf(factor.name()),
                    level);
        }

        public Builder put(Column column, long count) {
            return put(column, Long.toString(count));
        }

        /** Puts a figure, with six digits after the point at most; what is not a number leaves the column empty. */
        public Builder put(Column column, double figure) {
            return put(column, Double.isNaN(figure) ? "" : decimal(figure));
        }

        public Builder put(Column column, OptionalDouble figure) {
            return put(column, figure.orElse(Double.NaN));
        }

        public ResultRow build() {
            return new ResultRow(texts);
        }

        private static String decimal(double figure) {
            String text = String.format(Locale.ROOT, "%.6f", figure);
            return text.replaceAll("0+$", "").replaceAll("\\.$", "");
        }
    }
}

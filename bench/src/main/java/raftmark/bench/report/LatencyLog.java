package raftmark.bench.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import raftmark.bench.record.HistogramLog;

/**
 * Reads {@code latency.hlog} run by run, in bounded memory. HdrHistogram's own reader ends without a word at a line that is
 * torn; this one says so.
 */
final class LatencyLog {
    private static final String FORMAT = "#[Histogram log format version 1.";
    private static final String TAG = "Tag=";
    private static final int FIELDS = 5;
    private static final int COMPRESSED_HEADER_BYTES = 8;

    private LatencyLog() {}

    /**
     * A stretch of a run's measured window.
     *
     * @param startSeconds since the epoch
     * @param endSeconds since the epoch
     * @param latencies of all operations together, in microseconds; failures are not among them
     */
    record Interval(double startSeconds, double endSeconds, Histogram latencies) {}

    /** Takes the intervals of one run, in their order. */
    interface Visitor {
        /**
         * A run.
         *
         * @param service times from the sending
         * @param response times from the intended sending; empty in a closed loop
         */
        void run(String runId, List<Interval> service, List<Interval> response);
    }

    private record Line(String tag, Interval interval) {}

    /** @throws IOException if the file cannot be read, is of another format, or has a torn line */
    static void read(Path file, Visitor visitor) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String first = lines.readLine();
            if (first == null || !first.startsWith(FORMAT)) {
                throw new IOException(file + " does not begin with '" + FORMAT
                        + "': it was written by another version of Raftmark, or cut");
            }
            String run = "";
            SortedMap<Double, Interval> service = new TreeMap<>();
            SortedMap<Double, Interval> response = new TreeMap<>();
            int number = 1;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.startsWith("#") || line.startsWith("\"")) {
                    continue;
                }
                Line parsed = parse(file, number, line);
                String runOfLine = HistogramLog.runOfTag(parsed.tag());
                if (!runOfLine.equals(run)) {
                    visit(visitor, run, service, response);
                    run = runOfLine;
                    service = new TreeMap<>();
                    response = new TreeMap<>();
                }
                if (HistogramLog.isServiceTime(parsed.tag())) {
                    service.merge(parsed.interval().startSeconds(), parsed.interval(), LatencyLog::together);
                } else if (HistogramLog.isResponseTime(parsed.tag())) {
                    response.merge(parsed.interval().startSeconds(), parsed.interval(), LatencyLog::together);
                }
            }
            visit(visitor, run, service, response);
        } catch (CharacterCodingException binary) {
            throw new IOException(
                    file + " is no UTF-8 text, so no histogram log of Raftmark's: bring the file back, or give another"
                            + " directory",
                    binary);
        }
    }

    private static void visit(
            Visitor visitor, String run, SortedMap<Double, Interval> service, SortedMap<Double, Interval> response) {
        if (!service.isEmpty() || !response.isEmpty()) {
            visitor.run(run, List.copyOf(service.values()), List.copyOf(response.values()));
        }
    }

    private static Interval together(Interval a, Interval b) {
        a.latencies().add(b.latencies());
        return a;
    }

    private static Line parse(Path file, int number, String line) throws IOException {
        String[] fields = line.split(",", -1);
        if (fields.length != FIELDS || !fields[0].startsWith(TAG)) {
            throw torn(file, number, null);
        }
        try {
            double start = Double.parseDouble(fields[1]);
            double length = Double.parseDouble(fields[2]);
            return new Line(
                    fields[0].substring(TAG.length()), new Interval(start, start + length, histogram(fields[4])));
        } catch (RuntimeException | DataFormatException malformed) {
            // Cut compressed data shows as whatever its decoder stumbles over.
            throw torn(file, number, malformed);
        }
    }

    private static Histogram histogram(String base64) throws DataFormatException {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
        if (bytes.capacity() < COMPRESSED_HEADER_BYTES
                || bytes.getInt(4) > bytes.capacity() - COMPRESSED_HEADER_BYTES) {
            throw new DataFormatException("cut");
        }
        return Histogram.decodeFromCompressedByteBuffer(bytes, 0);
    }

    private static IOException torn(Path file, int number, @Nullable Exception cause) {
        return new IOException(
                file + ":" + number + " is no whole line of a histogram log: mend the directory by run --resume",
                cause);
    }
}

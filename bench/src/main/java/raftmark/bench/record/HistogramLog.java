package raftmark.bench.record;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import raftmark.bench.spec.Operation;

/**
 * The text of {@code latency.hlog}, HdrHistogram's log format 1.3, which any reader of that format takes. A line is an
 * interval of a run and an operation. Its tag is {@code <run_id>/<operation>} for service times, and of an open loop {@code
 * <run_id>/<operation>/response} for response times, from the intended sending; {@code <run_id>/error} for failures; {@code
 * <run_id>/send-lag} for how late an open loop sent. Values are microseconds.
 */
public final class HistogramLog {
    private static final double MICROS_PER_MILLI = 1000;

    private static final String FAILURES = "/error";
    private static final String RESPONSE = "/response";
    private static final String SEND_LAG = "/send-lag";

    private HistogramLog() {}

    /** What stands at the top of the file. */
    public static String header() {
        return text(writer -> {
            writer.outputLogFormatVersion();
            writer.outputComment("[Raftmark: values are microseconds; Interval_Max is milliseconds; tag ="
                    + " run_id/operation for service times, run_id/operation/response for response times]");
            writer.outputLegend();
        });
    }

    /** The lines of one run; intervals in which an operation did not occur are left out. */
    public static String lines(String runId, RunHistograms histograms) {
        return text(writer -> {
            for (RunHistograms.TimedInterval interval : histograms.intervals()) {
                for (Map.Entry<Operation, Histogram> latencies :
                        interval.recorded().latencies().entrySet()) {
                    write(writer, interval, runId + "/" + latencies.getKey().label(), latencies.getValue());
                }
                for (Map.Entry<Operation, Histogram> responses :
                        interval.recorded().responses().entrySet()) {
                    write(writer, interval, runId + "/" + responses.getKey().label() + RESPONSE, responses.getValue());
                }
                write(writer, interval, runId + SEND_LAG, interval.recorded().sendLags());
                write(writer, interval, runId + FAILURES, interval.recorded().failureLatencies());
            }
        });
    }

    /** The run of a tag, and thus of a line. */
    public static String runOfTag(String tag) {
        int slash = tag.indexOf('/');
        return slash < 0 ? tag : tag.substring(0, slash);
    }

    /** Whether the line of a tag holds service times of an operation, and not of failures. */
    public static boolean isServiceTime(String tag) {
        return !tag.endsWith(FAILURES) && !tag.endsWith(RESPONSE) && !tag.endsWith(SEND_LAG);
    }

    /** Whether the line of a tag holds response times. */
    public static boolean isResponseTime(String tag) {
        return tag.endsWith(RESPONSE);
    }

    private static void write(
            HistogramLogWriter writer, RunHistograms.TimedInterval interval, String tag, Histogram histogram) {
        if (histogram.getTotalCount() > 0) {
            histogram.setTag(tag);
            writer.outputIntervalHistogram(interval.startSeconds(), interval.endSeconds(), histogram, MICROS_PER_MILLI);
        }
    }

    private static String text(java.util.function.Consumer<HistogramLogWriter> output) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream stream = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            output.accept(new HistogramLogWriter(stream));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}

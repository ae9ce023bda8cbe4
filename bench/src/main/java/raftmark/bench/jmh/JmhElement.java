package raftmark.bench.jmh;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * One element of JMH's JSON, read with a complaint for whatever is not as JMH writes it.
 *
 * @param file where it stands, for messages
 * @param number from 1, for messages
 */
record JmhElement(Path file, int number, JsonNode element) {
    private static final int SCORES_DEPTH = 2;

    JmhResult result() throws IOException {
        JsonNode primary = object(element, "primaryMetric");
        String mode = text(element, "mode");
        List<JmhResult.Metric> metrics = new ArrayList<>();
        metrics.add(metric(JmhResult.PRIMARY, primary));
        for (Map.Entry<String, JsonNode> secondary :
                object(element, "secondaryMetrics").properties()) {
            // Of all samples together there is a histogram, which knows more than percentiles of iterations.
            if (!JmhResult.PERCENTILE_OF_ALL.matcher(secondary.getKey()).matches()) {
                metrics.add(metric(secondary.getKey(), secondary.getValue()));
            }
        }
        Map<String, String> params = new TreeMap<>();
        for (Map.Entry<String, JsonNode> param : element.path("params").properties()) {
            params.put(param.getKey(), param.getValue().asText());
        }
        Map<String, Integer> groups = new TreeMap<>();
        for (Map.Entry<String, JsonNode> group : element.path("threadGroups").properties()) {
            groups.put(group.getKey(), count(element.path("threadGroups"), group.getKey(), 1));
        }
        List<String> jvmArgs = new ArrayList<>();
        element.path("jvmArgs").forEach(argument -> jvmArgs.add(argument.asText()));
        return new JmhResult(
                text(element, "benchmark"),
                mode,
                params,
                count(element, "threads", 1),
                groups,
                count(element, "forks", 0),
                count(element, "warmupIterations", 0),
                seconds("warmupTime", mode),
                seconds("measurementTime", mode),
                text(element, "jmhVersion"),
                text(element, "jdkVersion"),
                text(element, "vmName") + " " + text(element, "vmVersion"),
                jvmArgs,
                metrics);
    }

    private JmhResult.Metric metric(String name, JsonNode metric) throws IOException {
        String unit = text(metric, "scoreUnit");
        boolean sampled = metric.has("rawDataHistogram");
        JsonNode raw = sampled ? metric.get("rawDataHistogram") : metric.path("rawData");
        if (!raw.isArray()) {
            throw complaint("metric '" + name + "' has no list 'rawData', so its forks cannot be told apart:"
                    + " run JMH without -Djmh.json.rawData=false");
        }
        List<JmhResult.Fork> forks = new ArrayList<>();
        for (JsonNode fork : raw) {
            String where = "metric '" + name + "', fork " + (forks.size() + 1);
            requireArray(fork, where);
            if (fork.isEmpty() && name.equals(JmhResult.PRIMARY)) {
                throw complaint(where + " has no iteration");
            }
            forks.add(sampled ? samples(fork, where) : scores(fork, where));
        }
        if (forks.isEmpty()) {
            throw complaint("metric '" + name + "' has no fork");
        }
        return new JmhResult.Metric(name, unit, forks);
    }

    private JmhResult.Scores scores(JsonNode fork, String where) throws IOException {
        List<Double> scores = new ArrayList<>();
        for (JsonNode score : fork) {
            scores.add(number(score, where));
        }
        return new JmhResult.Scores(scores);
    }

    private JmhResult.Samples samples(JsonNode fork, String where) throws IOException {
        List<List<JmhResult.Sample>> iterations = new ArrayList<>();
        for (JsonNode iteration : fork) {
            requireArray(iteration, where);
            List<JmhResult.Sample> samples = new ArrayList<>();
            for (JsonNode sample : iteration) {
                if (sample.size() != SCORES_DEPTH
                        || !sample.path(1).canConvertToLong()
                        || sample.path(1).asLong() < 1) {
                    throw complaint(where + ": " + excerpt(sample) + " is no pair of a time and a count");
                }
                double time = number(sample.path(0), where);
                if (!(time >= 0) || Double.isInfinite(time)) {
                    throw complaint(where + ": " + excerpt(sample) + " is no time");
                }
                samples.add(new JmhResult.Sample(time, sample.path(1).asLong()));
            }
            iterations.add(List.copyOf(samples));
        }
        return new JmhResult.Samples(iterations);
    }

    /** JMH writes what is no number as a text of these three. */
    private double number(JsonNode node, String where) throws IOException {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        return switch (node.isTextual() ? node.textValue() : "") {
            case "NaN" -> Double.NaN;
            case "+INF" -> Double.POSITIVE_INFINITY;
            case "-INF" -> Double.NEGATIVE_INFINITY;
            default ->
                throw complaint(where + ": " + excerpt(node)
                        + " is no number. JMH's JSON has plain ones with a point, whatever the locale");
        };
    }

    private OptionalDouble seconds(String field, String mode) throws IOException {
        if (mode.equals("ss")) {
            return OptionalDouble.empty();
        }
        String text = text(element, field);
        try {
            return OptionalDouble.of(TimeValue.fromString(text).convertTo(TimeUnit.NANOSECONDS) / 1e9);
        } catch (RuntimeException notATime) {
            throw complaint("'" + field + "' is '" + text + "', which is no time such as '2 s'");
        }
    }

    private JsonNode object(JsonNode parent, String field) throws IOException {
        JsonNode node = parent.path(field);
        if (!node.isObject()) {
            throw complaint("'" + field + "' is missing: give a file that JMH wrote under -rf json");
        }
        return node;
    }

    private String text(JsonNode parent, String field) throws IOException {
        JsonNode node = parent.path(field);
        if (!node.isTextual() || node.textValue().isBlank()) {
            throw complaint("'" + field + "' is missing or no text: give a file that JMH wrote under -rf json");
        }
        return node.textValue();
    }

    private int count(JsonNode parent, String field, int least) throws IOException {
        JsonNode node = parent.path(field);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < least) {
            throw complaint("'" + field + "' is " + excerpt(node) + " and not a whole number from " + least);
        }
        return node.intValue();
    }

    private void requireArray(JsonNode node, String where) throws IOException {
        if (!node.isArray()) {
            throw complaint(where + ": " + excerpt(node) + " is no list");
        }
    }

    private static String excerpt(JsonNode node) {
        String text = node.isMissingNode() ? "missing" : node.toString();
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    private IOException complaint(String what) {
        String name = element.path("benchmark").asText();
        return new IOException(
                file + ": benchmark " + number + (name.isEmpty() ? "" : " (" + name + ")") + ": " + what);
    }
}

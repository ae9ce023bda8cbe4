package raftmark.bench.jmh;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import raftmark.bench.env.Environment;
import raftmark.bench.result.JmhColumn;

/** Makes the row of a fork. */
final class JmhForkRow {
    private static final String OUR_PROPERTIES = "-Draftmark.";
    private static final String SERVER_THREADS = ServerThreadsBenchmark.class.getSimpleName();
    private static final MathContext DIGITS = new MathContext(9);

    private final Map<JmhColumn, String> row = JmhTable.newRow();

    private JmhForkRow() {}

    /**
     * @param fork from 0, within the metric
     * @param number from 1, within the file
     * @return empty for a secondary metric that has nothing for this fork
     */
    static Optional<Map<JmhColumn, String>> of(
            String source, JmhResult result, JmhResult.Metric metric, int fork, int number) {
        JmhForkRow made = new JmhForkRow();
        made.putConfiguration(source, result, metric);
        made.put(JmhColumn.FORK, number);
        List<Double> scores = new ArrayList<>();
        JmhResult.Fork measured = metric.forks().get(fork);
        if (measured instanceof JmhResult.Scores plain) {
            scores.addAll(plain.iterations());
        } else {
            ForkSamples.iterationsOf((JmhResult.Samples) measured).forEach(each -> scores.add(each.mean()));
        }
        if (scores.isEmpty()) {
            return Optional.empty();
        }
        made.putScores(
                scores, !JmhResult.PERCENTILE_OF_SIDE.matcher(metric.name()).matches());
        if (measured instanceof JmhResult.Samples samples) {
            made.putSamples(ForkSamples.of(samples), metric.unit());
        }
        made.putShared(result, metric);
        return Optional.of(made.row);
    }

    private void putConfiguration(String source, JmhResult result, JmhResult.Metric metric) {
        put(JmhColumn.SCHEMA_VERSION, JmhColumn.TABLE_VERSION);
        put(JmhColumn.SOURCE, source);
        put(JmhColumn.BENCHMARK, result.benchmark());
        put(JmhColumn.MODE, result.mode());
        put(JmhColumn.PARAMS, pairs(result.params()));
        put(JmhColumn.THREADS, result.threads());
        put(JmhColumn.THREAD_GROUPS, pairs(result.threadGroups()));
        put(JmhColumn.METRIC, metric.name());
        put(JmhColumn.FORKS, result.forks());
        put(JmhColumn.SCORE_UNIT, metric.unit());
        put(JmhColumn.WARMUP_ITERATIONS, result.warmupIterations());
        put(JmhColumn.ITERATION_SECONDS, result.iterationSeconds());
        put(JmhColumn.JMH_VERSION, result.jmhVersion());
        put(JmhColumn.VM, result.vm());
        put(
                JmhColumn.JVM_ARGS,
                result.jvmArgs().stream()
                        .filter(argument -> !argument.startsWith(OUR_PROPERTIES))
                        .collect(Collectors.joining(" ")));
        put(JmhColumn.JVM, Environment.jitOf(result.jvmArgs()).name().toLowerCase(java.util.Locale.ROOT));
        put(JmhColumn.JAVA_VERSION, result.jdkVersion());
        if (result.warmupIterationSeconds().isPresent()) {
            put(
                    JmhColumn.WARMUP_SECONDS,
                    OptionalDouble.of(result.warmupIterations()
                            * result.warmupIterationSeconds().getAsDouble()));
        }
    }

    /** @param mayBeAveraged not percentiles: of several iterations they make none */
    private void putScores(List<Double> scores, boolean mayBeAveraged) {
        put(JmhColumn.ITERATIONS, scores.size());
        put(
                JmhColumn.ITERATION_SCORES,
                scores.stream()
                        .map(score -> Double.isFinite(score) ? decimal(score) : "NaN")
                        .collect(Collectors.joining(";")));
        if (!scores.stream().allMatch(Double::isFinite)) {
            return;
        }
        DoubleSummaryStatistics all =
                scores.stream().mapToDouble(Double::doubleValue).summaryStatistics();
        put(JmhColumn.SCORE_MIN, OptionalDouble.of(all.getMin()));
        put(JmhColumn.SCORE_MAX, OptionalDouble.of(all.getMax()));
        if (!mayBeAveraged) {
            return;
        }
        double mean = all.getAverage();
        put(JmhColumn.SCORE, OptionalDouble.of(mean));
        if (scores.size() > 1) {
            double squares = scores.stream()
                    .mapToDouble(score -> (score - mean) * (score - mean))
                    .sum();
            put(JmhColumn.SCORE_SD, OptionalDouble.of(Math.sqrt(squares / (scores.size() - 1))));
        }
    }

    private void putSamples(ForkSamples samples, String unit) {
        put(JmhColumn.SAMPLES, samples.count());
        if (samples.count() == 0) {
            return;
        }
        put(JmhColumn.SCORE, OptionalDouble.of(samples.mean()));
        OptionalDouble micros = ScoreUnit.microsOfTime(unit);
        if (micros.isEmpty()) {
            return;
        }
        double factor = micros.getAsDouble();
        put(JmhColumn.LATENCY_MEAN_MICROS, OptionalDouble.of(samples.mean() * factor));
        put(JmhColumn.LATENCY_P50_MICROS, scaled(samples.percentile(50), factor));
        put(JmhColumn.LATENCY_P90_MICROS, scaled(samples.percentile(90), factor));
        put(JmhColumn.LATENCY_P99_MICROS, scaled(samples.percentile(99), factor));
        put(JmhColumn.LATENCY_P999_MICROS, scaled(samples.percentile(99.9), factor));
        put(JmhColumn.LATENCY_P9999_MICROS, scaled(samples.percentile(99.99), factor));
        put(JmhColumn.LATENCY_MAX_MICROS, OptionalDouble.of(samples.max() * factor));
    }

    /** What runs.csv has too. */
    private void putShared(JmhResult result, JmhResult.Metric metric) {
        Map<String, String> params = result.params();
        put(JmhColumn.BACKEND, params.getOrDefault("backend", ""));
        put(JmhColumn.HANDLER, params.getOrDefault("handler", ""));
        put(JmhColumn.HANDLER_EXECUTOR, params.containsKey("handler") ? "fixed" : "");
        put(JmhColumn.SERVER_THREADS, params.getOrDefault("serverThreads", ""));
        put(JmhColumn.TARGET, params.getOrDefault("target", ""));
        boolean counts = metric.name().equals(JmhResult.PRIMARY)
                || ServerThreadsSide.named(metric.name()).isPresent();
        String score = row.getOrDefault(JmhColumn.SCORE, "");
        if (counts && result.mode().equals("thrpt") && !score.isEmpty()) {
            put(
                    JmhColumn.THROUGHPUT_OPS_PER_SECOND,
                    scaled(OptionalDouble.of(Double.parseDouble(score)), ScoreUnit.perSecondOfRate(metric.unit())));
        }
        String[] name = result.benchmark().split("\\.", -1);
        if (!counts || name.length < 2 || !name[name.length - 2].equals(SERVER_THREADS)) {
            return;
        }
        Optional<ServerThreadsSide> side = ServerThreadsSide.named(metric.name());
        String method = name[name.length - 1];
        if (side.isPresent()) {
            Integer threads = result.threadGroups().get(metric.name());
            put(JmhColumn.CLIENTS, threads == null ? "" : Integer.toString(threads));
            put(JmhColumn.WORKLOAD, side.get().workload());
        } else {
            put(JmhColumn.CLIENTS, result.threads());
            put(JmhColumn.WORKLOAD, ServerThreadsSide.isGroup(method) ? "" : method);
        }
        String workload = row.getOrDefault(JmhColumn.WORKLOAD, "");
        if (!workload.equals("put") && !workload.equals("append")) {
            put(JmhColumn.READ_LEVEL, params.getOrDefault("readLevel", ""));
        }
    }

    private static OptionalDouble scaled(OptionalDouble value, double factor) {
        return value.isPresent() ? OptionalDouble.of(value.getAsDouble() * factor) : value;
    }

    private static OptionalDouble scaled(OptionalDouble value, OptionalDouble factor) {
        return factor.isPresent() ? scaled(value, factor.getAsDouble()) : OptionalDouble.empty();
    }

    /** Names sorted; what separates them is escaped within them. */
    private static String pairs(Map<String, ?> map) {
        return map.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(pair -> escaped(pair.getKey()) + "=" + escaped(String.valueOf(pair.getValue())))
                .collect(Collectors.joining(";"));
    }

    private static String escaped(String text) {
        return text.replaceAll("[\\\\;=]", "\\\\$0");
    }

    private void put(JmhColumn column, long count) {
        put(column, Long.toString(count));
    }

    private void put(JmhColumn column, OptionalDouble figure) {
        put(column, figure.isPresent() ? decimal(figure.getAsDouble()) : "");
    }

    /** Line breaks become blanks, so that a line of the file is a row. */
    private void put(JmhColumn column, String text) {
        row.put(column, text.replaceAll("[\\r\\n]+", " "));
    }

    /** Nine significant digits without an exponent, the same in every locale. */
    private static String decimal(double figure) {
        BigDecimal rounded = new BigDecimal(figure).round(DIGITS).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }
}

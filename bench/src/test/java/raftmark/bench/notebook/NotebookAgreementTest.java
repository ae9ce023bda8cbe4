package raftmark.bench.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import raftmark.bench.report.Report;
import raftmark.bench.report.SyntheticDirectory;
import raftmark.bench.report.SyntheticResults;

/**
 * Figures of the notebooks and of the report page are the same to the digit. The page comes from Java's reading of a result
 * directory, the notebooks' figures from Python's: neither knows the other, so what changes in one alone fails here.
 */
class NotebookAgreementTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\"[^>]*>(.*?)</script>", Pattern.DOTALL);
    /** Figures over runs in the notebooks, and the names that the page has for them. */
    private static final Map<String, String> SPREADS = Map.of(
            "throughput", "throughputOpsPerSecond",
            "p50", "p50Micros",
            "p99", "p99Micros",
            "p999", "p999Micros");

    /** Both compute these from the same doubles, but may sum in another order. */
    private static final double LAST_BITS = 1e-12;
    /** What both show as zero: fitted as a square, a parameter never becomes zero itself. */
    private static final double ZERO_MAX = 1e-9;
    /** The page rounds costs per operation to three digits after the point. */
    private static final double HALF_A_PLACE = 0.0005 + 1e-9;
    /** And the ends of intervals of throughput to one. */
    private static final double HALF_A_TENTH = 0.05 + 1e-6;

    private static final Pattern THROUGHPUTS = Pattern.compile("throughput from ([\\d,]+) to ([\\d,]+) ops/s");
    private static final Pattern P99S = Pattern.compile("p99 from ([\\d.,]+) to ([\\d.,]+) ms");
    private static final Pattern EFFECTS =
            Pattern.compile("×[\\d.]+ \\(95 % interval [\\d.]+ to [\\d.]+\\): (helps|hurts|no difference seen)"
                    + "( \\((p [\\d.]+ after correction|within the noise floor of ×[\\d.]+)\\))?");
    private static final Pattern INTERVAL = Pattern.compile("95 % interval");
    private static final Pattern KNEE = Pattern.compile(
            "(?:still helping at|threads beyond|[Mm]ore threads than|stopped helping at|still helps beyond) (\\d+)");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {"server-threads", "lab", "bars", "cost-ladder", "cost-ladder-one-client", "latency-under-load"})
    void figuresAgreeToTheDigit(String sweep) throws Exception {
        assertAgreement(
                NotebookPython.home().resolve("results").resolve("reference").resolve(sweep));
    }

    /** What no one sweep of the reference results has together: open loops, stages, rungs, labels, seven numbers of threads. */
    @Test
    void figuresOfEveryKindAgreeToTheDigit() throws Exception {
        Path results = SyntheticDirectory.write(directory.resolve("every-kind"), SyntheticResults.everyKind(5));
        JsonNode notebook = assertAgreement(results);

        assertThat(notebook.get("configurations"))
                .as("open loops")
                .anySatisfy(configuration ->
                        assertThat(configuration.get("open").isNull()).isFalse());
        assertThat(notebook.get("configurations"))
                .as("stages")
                .anySatisfy(configuration ->
                        assertThat(configuration.get("stages").isNull()).isFalse());
        assertThat(notebook.get("floors"))
                .as("of labels and not of repetitions")
                .hasSize(1)
                .allSatisfy(floor -> assertThat(floor.asText()).contains("A/A comparisons"));
        assertThat(notebook.get("series"))
                .as("fits")
                .anySatisfy(series -> assertThat(series.get("fit").isNull()).isFalse());
        assertThat(notebook.get("configurations"))
                .as("intervals")
                .anySatisfy(configuration -> assertThat(
                                configuration.get("throughputInterval").isNull())
                        .isFalse());
        assertThat(quotedEffects(page(results)))
                .as("ratios with intervals in the answer")
                .isPositive();
    }

    /** Ratios with intervals that the page's answer quotes on series of server threads, of which the comparison of words makes sure. */
    private static long quotedEffects(JsonNode page) {
        return texts(page.at("/directories/0/answer")).stream()
                .flatMap(line -> EFFECTS.matcher(line).results())
                .count();
    }

    /** Too few for an interval: the words then have ratios alone. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void figuresOfFewRepetitionsAgree(int repetitions) throws Exception {
        assertAgreement(SyntheticDirectory.write(directory.resolve("few"), SyntheticResults.everyKind(repetitions)));
    }

    private JsonNode assertAgreement(Path results) throws IOException, InterruptedException {
        NotebookPython python = NotebookPython.orSkip(directory);
        JsonNode page = page(results);
        JsonNode notebook = JSON.readTree(python.run(
                        directory,
                        "figures_as_json.py",
                        results.toAbsolutePath().toString())
                .text());

        assertConfigurations(page, notebook);
        assertWords(page, notebook);
        assertFits(page, notebook);
        return notebook;
    }

    private JsonNode page(Path results) throws IOException {
        Path html = directory.resolve("report.html");
        Report.write(List.of(results), html);
        List<String> data = DATA.matcher(Files.readString(html))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(data).hasSize(1);
        return JSON.readTree(data.get(0));
    }

    private static void assertConfigurations(JsonNode page, JsonNode notebook) {
        Map<String, JsonNode> byKey = new HashMap<>();
        for (JsonNode configuration : notebook.get("configurations")) {
            byKey.put(key(configuration, configuration.get("label").asText()), configuration);
        }
        assertThat(page.get("configurations")).isNotEmpty();
        List<String> onThePage = new ArrayList<>();
        for (JsonNode shown : page.get("configurations")) {
            JsonNode series = page.get("series").get(shown.get("series").asInt());
            String key = key(shown, series.get("label").asText());
            onThePage.add(key);
            assertThat(byKey).containsKey(key);
            assertConfiguration(key, shown, byKey.get(key), page.get("tails"));
        }
        assertThat(onThePage).containsExactlyInAnyOrderElementsOf(byKey.keySet());
    }

    private static String key(JsonNode configuration, String label) {
        JsonNode open = member(configuration, "open");
        return label + ", " + member(configuration, "threads") + " threads, " + configuration.get("clients")
                + " clients, terms " + configuration.get("terms").asText()
                + (open.isNull()
                        ? ""
                        : ", " + open.get("arrivals") + " at "
                                + open.get("targetLoadPercent").asDouble() + " %");
    }

    private static void assertConfiguration(String key, JsonNode page, JsonNode notebook, JsonNode tails) {
        assertThat(notebook.get("valid")).as(key).isEqualTo(page.get("valid"));
        assertThat(notebook.get("invalid")).as(key).isEqualTo(page.get("invalid"));
        SPREADS.forEach((figure, onThePage) ->
                assertSpread(key + ": " + figure, member(page, onThePage), notebook.get(figure)));
        JsonNode interval = member(page, "throughputInterval");
        assertThat(notebook.get("throughputInterval").isNull())
                .as(key + ": interval of throughput")
                .isEqualTo(interval.isNull());
        if (!interval.isNull()) {
            assertSame(key + ": 95 % from", interval.get("low"), notebook.at("/throughputInterval/0"), HALF_A_TENTH);
            assertSame(key + ": 95 % to", interval.get("high"), notebook.at("/throughputInterval/1"), HALF_A_TENTH);
        }
        assertSame(key + ": mean", member(page, "meanMicros"), notebook.get("meanMicros"), 0);
        JsonNode course = member(page, "course");
        if (!course.isNull()) {
            assertThat(notebook.get("shownRun")).as(key + ": the run over time").isEqualTo(course.get("run"));
        }
        assertSame(key + ": S", member(page, "heldSeconds"), notebook.get("heldSeconds"), LAST_BITS);
        JsonNode cpu = member(page, "cpuMicros");
        for (String process : List.of("client", "leader", "otherServers", "servers")) {
            assertSame(key + ": CPU of " + process, member(cpu, process), notebook.at("/cpu/" + process), HALF_A_PLACE);
        }
        assertThat(notebook.at("/cpu/total").doubleValue())
                .as(key + ": CPU, the parts as drawn")
                .isCloseTo(drawnCpuMicros(cpu), within(3 * HALF_A_PLACE));
        assertSame(key + ": switches", member(page, "switches"), notebook.get("switches"), HALF_A_PLACE);
        assertLaw(key, member(page, "law"), notebook.get("law"));
        assertOpenLoop(key, member(page, "open"), notebook.get("open"), tails);
        assertStages(key, member(page, "stages"), notebook.get("stages"));
        if (page.get("valid").asInt() > 0) {
            assertThat(notebook.get("curve")).as(key + ": percentiles").isNotEmpty();
        }
        assertCurve(key, member(page, "curveMicros"), notebook.get("curve"), tails);
    }

    /** The total that the page prints: the leader apart from the others where it was measured. */
    private static double drawnCpuMicros(JsonNode cpu) {
        List<String> parts =
                cpu.hasNonNull("leader") ? List.of("leader", "otherServers", "client") : List.of("servers", "client");
        return parts.stream().mapToDouble(part -> member(cpu, part).asDouble(0)).sum();
    }

    /** Single runs and not only their lowest and highest, in the order of repetitions. */
    private static void assertSpread(String what, JsonNode page, JsonNode notebook) {
        assertSame(what, member(page, "median"), notebook.get("median"), 0);
        List<Double> runs = doubles(notebook.get("runs"));
        JsonNode shown = member(page, "runs");
        if (shown.isNull()) {
            assertThat(runs).as(what).hasSizeLessThanOrEqualTo(1);
        } else {
            assertThat(doubles(shown)).as(what).isEqualTo(runs);
        }
    }

    private static void assertOpenLoop(String key, JsonNode page, JsonNode notebook, JsonNode tails) {
        assertThat(notebook.isNull()).as(key + ": open loop").isEqualTo(page.isNull());
        if (page.isNull() || page.get("ofInvalidRuns").asBoolean()) {
            return;
        }
        assertSame(key + ": rate", page.get("targetOpsPerSecond"), notebook.get("targetOpsPerSecond"), 0);
        assertSame(key + ": lag", member(page, "sendLagP99Micros"), notebook.get("sendLagP99Micros"), 0);
        assertSame(key + ": achieved", page.get("achievedOpsPerSecond"), notebook.get("achievedOpsPerSecond"), 0);
        for (String percentile : List.of("responseP50Micros", "responseP99Micros", "responseP999Micros")) {
            assertSame(key, member(page.get(percentile), "median"), notebook.get(percentile), 0);
        }
        // The page draws the hockey stick of these very members.
        JsonNode drawn = notebook.at("/drawn/response/0");
        JsonNode p99 = member(page.get("responseP99Micros"), "median");
        assertThat(drawn.isMissingNode()).as(key + ": hockey stick").isEqualTo(p99.isNull());
        if (!p99.isNull()) {
            assertSame(key + ": hockey stick, rate", page.get("achievedOpsPerSecond"), drawn.get(0), 0);
            assertSame(key + ": hockey stick, p99", p99, drawn.get(1), 0);
        }
        assertThat(notebook.get("responseCurve"))
                .as(key + ": percentiles of response time")
                .isNotEmpty();
        assertCurve(key + ", response", page.get("responseCurveMicros"), notebook.get("responseCurve"), tails);
    }

    private static void assertStages(String key, JsonNode page, JsonNode notebook) {
        assertThat(notebook.isNull()).as(key + ": stages").isEqualTo(page.isNull());
        if (!page.isNull()) {
            for (String stage : List.of("handlerWait", "commit", "reply")) {
                String what = key + ": " + stage;
                assertSame(what, page.at("/" + stage + "/mean"), notebook.get(stage), HALF_A_PLACE);
            }
        }
    }

    /** Each side fits by an optimiser of its own, from starts of its own. */
    private static void assertFits(JsonNode page, JsonNode notebook) {
        for (JsonNode series : notebook.get("series")) {
            JsonNode fit = series.get("fit");
            JsonNode verdict = StreamSupport.stream(page.get("threadVerdicts").spliterator(), false)
                    .filter(one -> one.get("clients").equals(series.get("clients"))
                            && page.at("/series/" + one.get("series") + "/label")
                                    .equals(series.get("label")))
                    .findFirst()
                    .orElseThrow();
            JsonNode shown = member(verdict, "fit");
            assertThat(fit.isNull()).as(series.get("who").asText()).isEqualTo(shown.isNull());
            if (!fit.isNull()) {
                assertThat(fit.get("outside"))
                        .as(series.get("who") + ": outside")
                        .isEqualTo(shown.get("outside"));
                for (String parameter : List.of("lambda", "sigma", "kappa")) {
                    if (Math.max(
                                    fit.get(parameter).doubleValue(),
                                    shown.get(parameter).doubleValue())
                            < ZERO_MAX) {
                        continue;
                    }
                    assertThat(fit.get(parameter).doubleValue())
                            .as(series.get("who") + ": " + parameter)
                            .isCloseTo(shown.get(parameter).doubleValue(), withinPercentage(0.1));
                }
            }
        }
    }

    /** Each part of the law that the page shows, and which binds. */
    private static void assertLaw(String key, JsonNode page, JsonNode notebook) {
        assertThat(notebook.isNull()).as(key + ": law").isEqualTo(page.isNull());
        if (page.isNull()) {
            return;
        }
        assertThat(notebook.get("binds").asText())
                .as(key)
                .isEqualTo(page.get("binds").asText());
        List<String> shown = new ArrayList<>();
        for (String part : List.of("opsPerSecond", "share", "threads", "clients", "ceiling")) {
            if (page.hasNonNull(part)) {
                shown.add(part);
                double figure = page.get(part).doubleValue();
                assertSame(key + ": law, " + part, page.get(part), notebook.get(part), figure * LAST_BITS);
            }
        }
        assertThat(shown).as(key + ": law").isNotEmpty();
    }

    /** Latency by percentile of the merged histograms, which each side decoded and merged by itself. */
    private static void assertCurve(String key, JsonNode page, JsonNode notebook, JsonNode tails) {
        assertThat(notebook).as(key + ": percentiles").hasSize(page.size());
        for (int i = 0; i < notebook.size(); i++) {
            double tail = tails.get(i).doubleValue();
            assertThat(notebook.get(i).get(0).doubleValue()).as(key).isCloseTo(tail, within(tail * LAST_BITS));
            assertThat(notebook.get(i).get(1).asLong())
                    .as(key + ": latency at 1/(1-p) = " + tail)
                    .isEqualTo(page.get(i).asLong());
        }
    }

    /** A member, JSON's null where it is left out. */
    private static JsonNode member(JsonNode node, String name) {
        return node.has(name) ? node.get(name) : NullNode.getInstance();
    }

    private static void assertSame(String what, JsonNode page, JsonNode notebook, double tolerance) {
        assertThat(notebook.isNull()).as(what).isEqualTo(page.isNull());
        if (!page.isNull()) {
            assertThat(notebook.doubleValue()).as(what).isCloseTo(page.doubleValue(), within(tolerance));
        }
    }

    private static List<Double> doubles(JsonNode list) {
        List<Double> doubles = new ArrayList<>();
        list.forEach(number -> doubles.add(number.doubleValue()));
        return doubles;
    }

    /** Every figure and verdict that the page's answer quotes on a series of thread counts is one that the notebook prints for it too. */
    private static void assertWords(JsonNode page, JsonNode notebook) {
        for (JsonNode series : notebook.get("series")) {
            String who = series.get("who").asText();
            List<String> lines = texts(page.at("/directories/0/answer")).stream()
                    // The page adds the factors that vary within the backend.
                    .filter(line -> line.startsWith(who + ": ") || line.startsWith(who + ", "))
                    .toList();
            assertThat(lines).as("what the page says of " + who).hasSize(1);
            String line = lines.get(0);
            assertThat(groups(THROUGHPUTS, line)).as(line).hasSize(2).isSubsetOf(texts(series.get("throughputs")));
            int p99s = line.contains("too few operations in a run for a p99") ? 0 : 2;
            assertThat(groups(P99S, line)).as(line).hasSize(p99s).isSubsetOf(texts(series.get("p99Millis")));
            List<String> effects =
                    EFFECTS.matcher(line).results().map(MatchResult::group).toList();
            // Where repetitions are too few, or INVALID, a ratio has no interval and no verdict.
            assertThat(effects)
                    .as(line)
                    .hasSize((int) INTERVAL.matcher(line).results().count())
                    .isSubsetOf(texts(series.get("effects")));
            Matcher knee = KNEE.matcher(line);
            assertThat(knee.find()).as(line).isTrue();
            assertThat(series.get("knee").asText()).as(line).isEqualTo(knee.group(1));
        }
    }

    private static List<String> groups(Pattern pattern, String line) {
        return pattern.matcher(line)
                .results()
                .flatMap(found -> List.of(found.group(1), found.group(2)).stream())
                .toList();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}

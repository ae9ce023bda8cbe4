package raftmark.bench.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page's text: template, styles, scripts and data in one file. */
final class ReportPage {
    private static final String OURS = "/raftmark/report/";
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/";
    /** Each stands on those before it. */
    private static final List<String> SCRIPTS = List.of(
            "elements.js",
            "lines.js",
            "bars.js",
            "view.js",
            "threads.js",
            "latency.js",
            "load.js",
            "costs.js",
            "changes.js",
            "report.js");

    /** One that has its lines to itself. */
    private static final Pattern COMMENT = Pattern.compile("(?ms)^ *(/\\*.*?\\*/|//[^\n]*)$");

    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z.]+)}}");
    private static final ObjectMapper JSON = new ObjectMapper()
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
            .registerModule(new SimpleModule().addSerializer(Double.class, new ShortNumber()));

    private ReportPage() {}

    static String html(ReportData data) {
        Map<String, String> parts = Map.of(
                "uplot.css", inlined("style", resource(UPLOT + "dist/uPlot.min.css")),
                "report.css", inlined("style", resource(OURS + "report.css")),
                "uplot.licence", inlined("script", resource(UPLOT + "LICENSE").replace("*/", "* /")),
                "uplot.js", inlined("script", resource(UPLOT + "dist/uPlot.iife.min.js")),
                "scripts", scripts(),
                "data", json(data));
        return PLACE.matcher(resource(OURS + "report.html"))
                .replaceAll(place -> Matcher.quoteReplacement(part(parts, place.group(1))));
    }

    /** JSON that can stand in a script element whatever the texts in it are: no character of it begins a tag. */
    static String json(ReportData data) {
        try {
            return JSON.writeValueAsString(data).replace("<", "\\u003c");
        } catch (JsonProcessingException ourRecordsAreAllJson) {
            throw new UncheckedIOException(ourRecordsAreAllJson);
        }
    }

    private static String scripts() {
        return SCRIPTS.stream()
                .map(name -> "<script>\n" + inlined("script", bare(resource(OURS + name))) + "\n</script>")
                .collect(Collectors.joining("\n"));
    }

    /** Without comments and the blanks at the beginning of lines: no string of ours spans lines, and none begins like a comment. */
    private static String bare(String script) {
        return COMMENT.matcher(script)
                .replaceAll("")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    private static String part(Map<String, String> parts, String name) {
        String part = parts.get(name);
        if (part == null) {
            throw new IllegalStateException("the template names an unknown part: " + name);
        }
        return part;
    }

    /** A text that would end the element it stands in must not stand there. */
    private static String inlined(String element, String text) {
        if (text.toLowerCase(Locale.ROOT).contains("</" + element)) {
            throw new IllegalStateException("a text to be inlined would end its <" + element + ">");
        }
        return text.strip();
    }

    private static String resource(String name) {
        try (InputStream stream = ReportPage.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the program is incomplete: " + name + " is not on its class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Writes a whole number without a fraction: it is the same number, and shorter. */
    private static final class ShortNumber extends JsonSerializer<Double> {
        private static final double EXACT_MAX = 1L << 53;

        @Override
        public void serialize(Double value, JsonGenerator json, SerializerProvider provider) throws IOException {
            if (value == Math.rint(value) && Math.abs(value) <= EXACT_MAX) {
                json.writeNumber(value.longValue());
            } else {
                json.writeNumber(value);
            }
        }
    }
}

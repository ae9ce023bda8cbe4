package raftmark.bench.jmh;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused on the way from JMH's JSON to the table, and how it is said. */
class JmhRefusalTest {
    @TempDir
    Path directory;

    private static void rows(Path file) throws IOException {
        new JmhTable().add(file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | is empty: JMH writes its result when it ends",
                "[] | holds no benchmark",
                "{} | is no result of JMH, which is a list",
                "7 | is no result of JMH, which is a list",
                "hello | is no JSON at line 1",
                "[{\"benchmark\" : \"x\", | breaks off at line 1",
                "[NaN] | is no JSON",
                "[] [] | is no JSON",
                "[1] | benchmark 1: 'primaryMetric' is missing",
                "[{\"name\" : \"x\"}] | benchmark 1: 'primaryMetric' is missing",
                "[{\"a\" : 1, \"a\" : 2}] | is no JSON",
                "[1,5] | benchmark 1: 'primaryMetric' is missing",
            })
    void whatIsNoResultOfJmhIsRefused(String content, String message) throws IOException {
        Path file = Files.writeString(directory.resolve("bad.json"), content == null ? "" : content);
        assertThatThrownBy(() -> rows(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + "")
                .hasMessageContaining(message);
    }

    @Test
    void aTruncatedFileIsRefusedWhereverItWasCut() throws IOException {
        String whole = Files.readString(JmhSamples.json(directory, JmhSamples.puts(2, new long[][] {
                    {1_000, 3_000}, {2_000, 4_000}
                })))
                .strip();
        Path file = directory.resolve("cut.json");
        for (int length = 1; length < whole.length(); length += 7) {
            Files.writeString(file, whole.substring(0, length));
            assertThatThrownBy(() -> rows(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(file + " breaks off at line ");
        }
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws IOException {
        Path file = Files.write(directory.resolve("bytes.json"), new byte[] {'[', (byte) 0xC3, (byte) 0x28, ']'});
        assertThatThrownBy(() -> rows(file)).isInstanceOf(IOException.class).hasMessageContaining("bytes.json");
    }

    @Test
    void localisedNumbersAreRefusedByPlaceAndValue() throws IOException {
        Path file = JmhSamples.changed(
                directory, element -> ((ArrayNode) element.at("/primaryMetric/rawData/1")).set(0, "1.234,5"));
        assertThatThrownBy(() -> rows(file))
                .hasMessageContaining(
                        "benchmark 1 (raftmark.bench.jmh.ServerThreadsBenchmark.put): metric 'primary', fork 2:"
                                + " \"1.234,5\" is no number");
    }

    @Test
    void whatAFieldLacksIsNamed() throws IOException {
        refused(element -> element.remove("threads"), "'threads' is missing and not a whole number from 1");
        refused(element -> element.put("threads", 0), "'threads' is 0 and not a whole number from 1");
        refused(element -> element.put("threads", "64"), "'threads' is \"64\"");
        refused(element -> element.put("forks", 1.5), "'forks' is 1.5");
        refused(element -> element.remove("mode"), "'mode' is missing");
        refused(element -> element.put("measurementTime", "2 moments"), "'measurementTime' is '2 moments'");
        refused(element -> element.remove("secondaryMetrics"), "'secondaryMetrics' is missing");
        refused(element -> metric(element).remove("rawData"), "has no list 'rawData'");
        refused(element -> metric(element).putArray("rawData"), "metric 'primary' has no fork");
        refused(element -> metric(element).putArray("rawData").addArray(), "fork 1 has no iteration");
        refused(element -> metric(element).putArray("rawData").add(1), "1 is no list");
        refused(element -> metric(element).putArray("rawData").addArray().addObject(), "is no number");
        refused(
                element -> metric(element)
                        .putArray("rawDataHistogram")
                        .addArray()
                        .addArray()
                        .addArray()
                        .add(1.5)
                        .add(0),
                "[1.5,0] is no pair of a time and a count");
        refused(
                element -> metric(element)
                        .putArray("rawDataHistogram")
                        .addArray()
                        .addArray()
                        .addArray()
                        .add("NaN")
                        .add(1),
                "is no time");
    }

    private static ObjectNode metric(ObjectNode element) {
        return (ObjectNode) element.get("primaryMetric");
    }

    private void refused(Consumer<ObjectNode> change, String message) throws IOException {
        Path file = JmhSamples.changed(directory, change);
        assertThatThrownBy(() -> rows(file)).isInstanceOf(IOException.class).hasMessageContaining(message);
    }
}

package raftmark.bench.jmh;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the JSON that JMH writes under {@code -rf json}. */
final class JmhFile {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private JmhFile() {}

    /**
     * All results of a file, at least one.
     *
     * @throws IOException if it cannot be read or is no whole result of JMH's; the message names the file, the place and the way out
     */
    static List<JmhResult> read(Path file) throws IOException {
        if (Files.size(file) == 0) {
            throw new IOException(
                    file + " is empty: JMH writes its result when it ends, so it did not end; run it again");
        }
        JsonNode root;
        try {
            root = JSON.readTree(Files.newBufferedReader(file));
        } catch (JsonEOFException cut) {
            throw new IOException(
                    file + " breaks off at line " + cut.getLocation().getLineNr()
                            + ": it was not written to its end; run JMH again",
                    cut);
        } catch (JsonProcessingException notJson) {
            String line = notJson.getLocation() == null
                    ? ""
                    : " at line " + notJson.getLocation().getLineNr();
            throw new IOException(file + " is no JSON" + line + ": " + notJson.getOriginalMessage(), notJson);
        } catch (java.nio.charset.CharacterCodingException notText) {
            throw new IOException(file + " is no UTF-8 text: give a file that JMH wrote under -rf json", notText);
        }
        if (!root.isArray()) {
            throw new IOException(file
                    + " is no result of JMH, which is a list of benchmarks: give a file that JMH wrote under -rf json");
        }
        if (root.isEmpty()) {
            throw new IOException(file + " holds no benchmark: all failed, or none was run; JMH's output says which");
        }
        List<JmhResult> results = new ArrayList<>();
        for (JsonNode element : root) {
            results.add(new JmhElement(file, results.size() + 1, element).result());
        }
        return results;
    }
}

package raftmark.bench.jmh;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the JSON that JMH writes under {@code -rf json}. */
final class JmhFile {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** How Jackson begins to say that the text ends too early; it has no type of exception for all such ends. */
    private static final String CUT = "Unexpected end-of-input";

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
        String text = text(file);
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            throw new IOException(
                    isCut(text, notJson)
                            ? file + " breaks off" + line(notJson) + ": it was not written to its end; run JMH again"
                            : file + " is no JSON" + line(notJson) + ": " + notJson.getOriginalMessage(),
                    notJson);
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

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException notText) {
            throw new IOException(file + " is no UTF-8 text: give a file that JMH wrote under -rf json", notText);
        }
    }

    /** Whether the list was begun and not ended. */
    private static boolean isCut(String text, JsonProcessingException notJson) {
        String list = text.strip();
        return list.startsWith("[")
                && (!list.endsWith("]")
                        || String.valueOf(notJson.getOriginalMessage()).startsWith(CUT));
    }

    private static String line(JsonProcessingException notJson) {
        return notJson.getLocation() == null
                ? ""
                : " at line " + notJson.getLocation().getLineNr();
    }
}

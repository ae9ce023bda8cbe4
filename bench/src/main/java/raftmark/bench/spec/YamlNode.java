package raftmark.bench.spec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML value that remembers its line, which Jackson's tree does not, so that an error can name it. */
sealed interface YamlNode {
    /** The line of the file that the value starts at, from 1. */
    int line();

    /** A plain value, as text; null is the empty text. */
    record Scalar(int line, String text) implements YamlNode {}

    /** A sequence. */
    record Items(int line, List<YamlNode> values) implements YamlNode {}

    /** A mapping, in the order of the file. */
    record Fields(int line, Map<String, YamlNode> values) implements YamlNode {}

    /**
     * Parses one document.
     *
     * @throws SpecException if the text is no YAML, is empty, or a key is there twice; names {@code file} and line
     */
    static YamlNode parse(String file, String text) throws SpecException {
        try (JsonParser parser = new YAMLFactory().createParser(text)) {
            if (parser.nextToken() == null) {
                throw new SpecException(file + " is empty: an experiment needs at least the keys experiment, question,"
                        + " factors and cells");
            }
            YamlNode root = read(file, parser);
            if (parser.nextToken() != null) {
                throw new SpecException(file + ":" + line(parser) + ": a second document; keep one experiment a file");
            }
            return root;
        } catch (JsonProcessingException notYaml) {
            int line = notYaml.getLocation() == null ? 1 : notYaml.getLocation().getLineNr();
            throw new SpecException(file + ":" + line + ": not valid YAML: " + notYaml.getOriginalMessage(), notYaml);
        } catch (IOException notYaml) {
            throw new SpecException(file + ": cannot be parsed: " + notYaml.getMessage(), notYaml);
        }
    }

    private static YamlNode read(String file, JsonParser parser) throws IOException, SpecException {
        int line = line(parser);
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            List<YamlNode> values = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                values.add(read(file, parser));
            }
            return new Items(line, values);
        }
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            Map<String, YamlNode> values = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                int keyLine = line(parser);
                parser.nextToken();
                if (values.put(key, read(file, parser)) != null) {
                    throw new SpecException(file + ":" + keyLine + ": the key '" + key + "' is there twice");
                }
            }
            return new Fields(line, values);
        }
        return new Scalar(line, parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText());
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }
}

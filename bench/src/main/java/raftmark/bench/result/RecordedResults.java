package raftmark.bench.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A result directory, read and changed in nothing. Needs no more than {@code runs.csv}; what {@code environment.json} says
 * of terms and machine, and {@code experiment.yaml} of planned runs, is there if that is.
 *
 * @param name the directory as the user gave it
 * @param rows of {@code runs.csv}
 * @param termsById every fairness term by name, by {@code terms_id}; without those that are not spelled out
 * @param environment the machine and the program, as far as plain values say it
 * @param gaps what is missing of a whole sweep, a clause each; empty if nothing is
 */
public record RecordedResults(
        String name,
        List<ResultRow> rows,
        Map<String, Map<String, String>> termsById,
        Map<String, String> environment,
        List<String> gaps) {
    public RecordedResults {
        rows = List.copyOf(rows);
        termsById = Map.copyOf(termsById);
        environment = Map.copyOf(environment);
        gaps = List.copyOf(gaps);
    }

    /**
     * Reads a directory.
     *
     * @throws IOException if it is none, has no {@code runs.csv}, or one that breaks off, is of another schema, has no run, or
     *     does not hold what its columns say; the message names the file and the way out
     */
    public static RecordedResults read(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException("there is no directory " + directory + ": give the one that 'raftmark run' named");
        }
        Path runs = directory.resolve(ResultsDirectory.RUNS);
        if (!Files.isRegularFile(runs)) {
            throw new IOException(directory + " is no result directory: " + ResultsDirectory.RUNS + " is missing");
        }
        try {
            List<ResultRow> rows = CsvRows.read(runs);
            if (rows.stream().noneMatch(ResultRow::isSummary)) {
                throw new IOException(runs + " holds no finished run: go on with it by run --resume");
            }
            Optional<JsonNode> file = environmentFile(directory.resolve(ResultsDirectory.ENVIRONMENT));
            JsonNode environment = file.orElse(MissingNode.getInstance());
            Map<String, Map<String, String>> terms = new LinkedHashMap<>();
            environment.path("terms").properties().forEach(id -> terms.put(id.getKey(), texts(id.getValue())));
            List<String> gaps = new ArrayList<>(Gaps.of(directory, environment, rows));
            if (file.isEmpty()) {
                gaps.add(0, ResultsDirectory.ENVIRONMENT + " is missing: how the sweep ended is not known");
            }
            return new RecordedResults(directory.toString(), rows, terms, texts(environment.path("environment")), gaps);
        } catch (CharacterCodingException notText) {
            throw new IOException(directory + " holds a file that is no UTF-8 text: " + notText.getMessage(), notText);
        }
    }

    private static Optional<JsonNode> environmentFile(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonNode tree = new ObjectMapper().readTree(Files.readString(file));
            if (!tree.isObject()) {
                throw new IOException(file + " is cut or empty. Bring the file back");
            }
            return Optional.of(tree);
        } catch (JsonProcessingException notJson) {
            throw new IOException(
                    file + " is no JSON, it may be cut: " + notJson.getOriginalMessage() + ". Bring the file back",
                    notJson);
        }
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties().forEach(field -> {
            if (field.getValue().isValueNode()) {
                texts.put(field.getKey(), field.getValue().asText());
            }
        });
        return texts;
    }
}

package raftmark.bench.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import raftmark.bench.result.Column;
import raftmark.bench.result.CsvRows;
import raftmark.bench.result.Gaps;
import raftmark.bench.result.ResultRow;
import raftmark.bench.result.ResultsDirectory;

/**
 * What lies in a result directory; reading changes nothing there.
 *
 * @param label the directory's name on the page
 * @param experiment its name
 * @param question what it asks
 * @param rows of whole runs
 * @param gaps what is missing of a whole sweep, a clause each
 * @param environment content of environment.json
 * @param histograms the file latency.hlog
 */
record SweepFiles(
        String label,
        String experiment,
        String question,
        List<ResultRow> rows,
        List<String> gaps,
        JsonNode environment,
        Path histograms) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** @throws IOException naming the file that is missing, cut, or of another version */
    static SweepFiles read(Path directory, String label) throws IOException {
        for (String file : List.of(
                ResultsDirectory.EXPERIMENT,
                ResultsDirectory.RUNS,
                ResultsDirectory.HISTOGRAMS,
                ResultsDirectory.ENVIRONMENT)) {
            if (!Files.isRegularFile(directory.resolve(file))) {
                throw new IOException(directory + " is no result directory: " + file + " is missing");
            }
        }
        try {
            JsonNode experiment = tree(YAML, directory.resolve(ResultsDirectory.EXPERIMENT));
            JsonNode environment = tree(JSON, directory.resolve(ResultsDirectory.ENVIRONMENT));
            String schema = environment.path("schema_version").asText();
            if (IntStream.rangeClosed(ResultRow.SCHEMA_VERSION_MIN, ResultRow.SCHEMA_VERSION)
                    .mapToObj(Integer::toString)
                    .noneMatch(schema::equals)) {
                throw new IOException(directory.resolve(ResultsDirectory.ENVIRONMENT) + " is of schema '" + schema
                        + "', known are " + ResultRow.SCHEMA_VERSION_MIN + " to " + ResultRow.SCHEMA_VERSION
                        + ": it was written by another version of Raftmark; give another directory");
            }
            List<ResultRow> rows = CsvRows.read(directory.resolve(ResultsDirectory.RUNS));
            Set<String> whole = rows.stream()
                    .filter(ResultRow::isSummary)
                    .map(row -> row.get(Column.RUN_ID))
                    .collect(Collectors.toSet());
            return new SweepFiles(
                    label,
                    experiment.path("experiment").asText("?"),
                    experiment.path("question").asText("?"),
                    rows.stream()
                            .filter(row -> whole.contains(row.get(Column.RUN_ID)))
                            .toList(),
                    Gaps.of(directory, environment, rows),
                    environment,
                    directory.resolve(ResultsDirectory.HISTOGRAMS));
        } catch (CharacterCodingException binary) {
            throw new IOException(directory + " has a file that is no UTF-8 text: give another directory", binary);
        }
    }

    private static JsonNode tree(ObjectMapper mapper, Path file) throws IOException {
        try {
            JsonNode tree = mapper.readTree(Files.readString(file));
            if (!tree.isObject()) {
                throw new IOException(file + " is cut or empty: bring the file back, or give another directory");
            }
            return tree;
        } catch (JsonProcessingException malformed) {
            throw new IOException(
                    file + " cannot be read, it may be cut: " + malformed.getOriginalMessage()
                            + ". Bring the file back, or give another directory",
                    malformed);
        }
    }
}

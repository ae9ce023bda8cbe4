package raftmark.bench.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import raftmark.bench.env.FsyncProbe;
import raftmark.bench.result.ResultsDirectory;
import raftmark.bench.result.Terms;

/**
 * Keeps {@code environment.json}: the machine, the terms by their id, and one entry for each sweep that wrote into the
 * directory, with an fsync probe before and after it. A resumed sweep adds an entry, and its own machine if that differs.
 */
final class EnvironmentFile {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String SWEEPS = "sweeps";
    private static final String ENVIRONMENT = "environment";
    private static final String TERMS = "terms";

    private final ResultsDirectory directory;
    private final Clock clock;
    private final Path dataDirectory;
    private final Map<String, Object> content = new LinkedHashMap<>();
    private final Map<String, Object> sweep = new LinkedHashMap<>();

    EnvironmentFile(ResultsDirectory directory, Clock clock, Path dataDirectory) {
        this.directory = directory;
        this.clock = clock;
        this.dataDirectory = dataDirectory;
    }

    /** Notes that a sweep begins. */
    void begin(Map<String, Object> environment, List<Terms> terms, long seed, String coLocation) throws IOException {
        Path file = directory.path().resolve(ResultsDirectory.ENVIRONMENT);
        List<Object> sweeps = new ArrayList<>();
        Map<String, Object> earlier = read(file);
        if (earlier.get(SWEEPS) instanceof List<?> list) {
            sweeps.addAll(list);
        }
        Map<String, Object> first = new LinkedHashMap<>(environment);
        if (earlier.get(ENVIRONMENT) instanceof Map<?, ?> there) {
            first.clear();
            there.forEach((key, value) -> first.put(String.valueOf(key), value));
            if (!JSON.valueToTree(there).equals(JSON.valueToTree(environment))) {
                sweep.put("environment_of_this_sweep", environment);
            }
        }
        content.put("schema_version", raftmark.bench.result.ResultRow.SCHEMA_VERSION);
        content.put(ENVIRONMENT, first);
        content.put("seed", seed);
        content.put("co_location", coLocation);
        Map<String, Object> byId = new LinkedHashMap<>();
        if (earlier.get(TERMS) instanceof Map<?, ?> there) {
            there.forEach((id, all) -> byId.put(String.valueOf(id), all));
        }
        terms.forEach(term -> byId.put(term.id(), term.all()));
        content.put(TERMS, byId);
        sweeps.add(sweep);
        content.put(SWEEPS, sweeps);
        sweep.put("started_at", clock.instant().toString());
        sweep.put("fsync_before", probe());
        write();
    }

    /** Notes that it has ended, whole or interrupted. */
    void end(boolean interrupted) throws IOException {
        sweep.put("fsync_after", probe());
        sweep.put("ended_at", clock.instant().toString());
        sweep.put("interrupted", interrupted);
        write();
    }

    /** The terms that a directory's file tells, by their id; none where there is no file yet. */
    static Map<String, Map<String, String>> terms(ResultsDirectory directory) throws IOException {
        Map<String, Map<String, String>> byId = new LinkedHashMap<>();
        if (read(directory.path().resolve(ResultsDirectory.ENVIRONMENT)).get(TERMS) instanceof Map<?, ?> terms) {
            terms.forEach((id, all) -> {
                Map<String, String> byName = new LinkedHashMap<>();
                if (all instanceof Map<?, ?> named) {
                    named.forEach((name, term) -> byName.put(String.valueOf(name), String.valueOf(term)));
                }
                byId.put(String.valueOf(id), byName);
            });
        }
        return byId;
    }

    private @Nullable FsyncProbe probe() throws IOException {
        return FsyncProbe.run(dataDirectory);
    }

    private void write() throws IOException {
        directory.write(ResultsDirectory.ENVIRONMENT, JSON.writeValueAsString(content) + "\n");
    }

    private static Map<String, Object> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Map.of();
        }
        Map<String, Object> read = new LinkedHashMap<>();
        JSON.readTree(Files.readString(file))
                .fields()
                .forEachRemaining(field -> read.put(field.getKey(), JSON.convertValue(field.getValue(), Object.class)));
        return read;
    }
}

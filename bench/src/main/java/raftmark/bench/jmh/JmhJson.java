package raftmark.bench.jmh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;

/**
 * JMH's own JSON with one field more: {@code threadGroups}, the threads of each side of an asymmetric benchmark, which JMH knows and does
 * not write. Whatever reads JMH's JSON reads this.
 */
final class JmhJson {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private JmhJson() {}

    /** Writes the results; a reader sees the old file or the whole new one. */
    static void write(Path file, List<RunResult> results) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(temporary, text(results));
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    static String text(List<RunResult> results) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream stream = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, stream).writeOut(results);
        }
        if (!(JSON.readTree(bytes.toByteArray()) instanceof ArrayNode elements) || elements.size() != results.size()) {
            throw new IOException("JMH wrote something else than a list of its results");
        }
        for (int i = 0; i < results.size(); i++) {
            addThreadGroups(elements.get(i), results.get(i).getParams());
        }
        return JSON.writeValueAsString(elements) + "\n";
    }

    private static void addThreadGroups(JsonNode element, BenchmarkParams params) {
        if (params.getThreadGroupLabels().isEmpty()) {
            return;
        }
        ObjectNode groups = ((ObjectNode) element).putObject("threadGroups");
        int[] shape = params.getThreadGroups();
        // There may be several groups of this shape at once.
        int groupsAtOnce = params.getThreads() / java.util.Arrays.stream(shape).sum();
        Iterator<String> labels = params.getThreadGroupLabels().iterator();
        for (int i = 0; i < shape.length && labels.hasNext(); i++) {
            groups.put(labels.next(), shape[i] * groupsAtOnce);
        }
    }
}

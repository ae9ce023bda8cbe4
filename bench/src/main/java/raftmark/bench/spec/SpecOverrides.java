package raftmark.bench.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code --set factor=a,b,c} on the text of a specification. It replaces the factor's levels wherever {@code factors} or
 * {@code cells} state them, or adds the factor to {@code factors}. What a block of {@code also} states itself stays. Of
 * {@code backend} and {@code handler}, where blocks state them, it selects: blocks without a given level are left out.
 */
public final class SpecOverrides {
    private static final Set<String> SELECTING = Set.of(Factor.BACKEND.key(), Factor.HANDLER.key());
    private static final Set<String> SINGLE_VALUES =
            Set.of("repetitions", "seed", "measure_seconds", "cluster_reused", "noise_floor");

    private SpecOverrides() {}

    /**
     * The text with the overrides applied; the same text if there are none.
     *
     * @param file its name, for messages
     * @param overrides each {@code factor=level,level}, or {@code key=value} for repetitions, seed, measure_seconds,
     *     cluster_reused and noise_floor
     * @throws SpecException if an override is malformed or names an unknown key
     */
    public static String apply(String file, String text, List<String> overrides) throws SpecException {
        if (overrides.isEmpty()) {
            return text;
        }
        // Parsed by our reader too, whose messages name the line.
        YamlNode.parse(file, text);
        ObjectMapper yaml = new ObjectMapper(YAMLFactory.builder()
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .build());
        try {
            if (!(yaml.readTree(text) instanceof ObjectNode root)) {
                throw new SpecException(file + ": an experiment must be 'key: value' lines");
            }
            for (Map.Entry<String, List<String>> override : parse(overrides).entrySet()) {
                if (SINGLE_VALUES.contains(override.getKey())) {
                    root.put(override.getKey(), override.getValue().get(0));
                } else {
                    setFactor(root, override.getKey(), override.getValue());
                }
            }
            return "# As run, with --set " + String.join(" --set ", overrides) + "\n" + yaml.writeValueAsString(root);
        } catch (JsonProcessingException notYaml) {
            throw new SpecException(file + ": " + notYaml.getOriginalMessage(), notYaml);
        }
    }

    private static Map<String, List<String>> parse(List<String> overrides) throws SpecException {
        Map<String, List<String>> parsed = new LinkedHashMap<>();
        for (String override : overrides) {
            int equals = override.indexOf('=');
            if (equals < 1 || equals == override.length() - 1) {
                throw new SpecException("--set " + override + " is not factor=level,level");
            }
            String key = override.substring(0, equals);
            List<String> values = Arrays.stream(override.substring(equals + 1).split(",", -1))
                    .map(String::strip)
                    .toList();
            if (values.contains("")) {
                throw new SpecException("--set " + override + ": a level is empty");
            }
            if (Factor.of(key).isEmpty() && !SINGLE_VALUES.contains(key)) {
                throw new SpecException("--set " + override + ": unknown factor '" + key + "'. Known: " + Factor.keys()
                        + "; and repetitions, seed, measure_seconds, cluster_reused, noise_floor");
            }
            if (SINGLE_VALUES.contains(key) && values.size() > 1) {
                throw new SpecException("--set " + override + ": " + key + " takes one value");
            }
            if (parsed.put(key, values) != null) {
                throw new SpecException("--set " + override + ": " + key + " is set twice");
            }
        }
        return parsed;
    }

    private static void setFactor(ObjectNode root, String key, List<String> levels) throws SpecException {
        boolean stated = false;
        List<String> selecting = SELECTING.contains(key) ? levels : List.of();
        for (String list : List.of("cells", "also")) {
            if (!(root.get(list) instanceof ArrayNode blocks)) {
                continue;
            }
            List<Integer> dropped = new ArrayList<>();
            Set<String> offered = new LinkedHashSet<>();
            for (int i = 0; i < blocks.size(); i++) {
                if (!(blocks.get(i) instanceof ObjectNode block) || !block.has(key)) {
                    continue;
                }
                offered.addAll(levelsOf(block, key));
                stated |= list.equals("cells");
                if (!selecting.isEmpty()) {
                    List<String> kept = new ArrayList<>(levelsOf(block, key));
                    kept.retainAll(selecting);
                    if (kept.isEmpty()) {
                        dropped.add(i);
                    } else {
                        put(block, key, kept);
                    }
                } else if (list.equals("cells")) {
                    put(block, key, levels);
                }
            }
            List<String> unknown = new ArrayList<>(selecting);
            unknown.removeAll(offered);
            if (list.equals("cells") && !offered.isEmpty() && !unknown.isEmpty()) {
                throw new SpecException("--set " + key + "=" + String.join(",", levels) + ": this experiment has no "
                        + key + " " + String.join(", ", unknown) + ", only " + String.join(", ", offered));
            }
            for (int i = dropped.size() - 1; i >= 0; i--) {
                blocks.remove(dropped.get(i).intValue());
            }
        }
        if (!stated || (root.get("factors") instanceof ObjectNode factors && factors.has(key))) {
            put(root.withObject("/factors"), key, levels);
        }
    }

    private static List<String> levelsOf(ObjectNode block, String key) {
        List<String> levels = new ArrayList<>();
        if (block.get(key) instanceof ArrayNode array) {
            array.forEach(level -> levels.add(level.asText()));
        } else {
            levels.add(block.get(key).asText());
        }
        return levels;
    }

    private static void put(ObjectNode node, String key, List<String> levels) {
        if (levels.size() == 1) {
            node.put(key, levels.get(0));
        } else {
            ArrayNode array = node.putArray(key);
            levels.forEach(array::add);
        }
    }
}

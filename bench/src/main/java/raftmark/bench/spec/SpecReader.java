package raftmark.bench.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@link ExperimentSpec} from YAML. {@code factors} hold for every cell; each block of {@code cells} states factors
 * of its own, and stands for their product with the common ones; blocks of {@code also} are baselines beside the question.
 * Unknown keys, levels that do not exist and impossible combinations are refused with file and line.
 */
public final class SpecReader {
    private static final Set<String> TOP_KEYS = Set.of(
            "experiment",
            "question",
            "repetitions",
            "seed",
            "measure_seconds",
            "cluster_reused",
            "noise_floor",
            "warmup",
            "thresholds",
            "factors",
            "cells",
            "also");
    private static final int CELLS_MAX = 20_000;

    private final String file;
    private final CellReader cellReader;

    private SpecReader(String file, int javaFeature) {
        this.file = file;
        this.cellReader = new CellReader(javaFeature);
    }

    /**
     * Reads a specification.
     *
     * @param file its name, for messages
     * @param text its content
     * @param javaFeature the JDK that the servers run on
     * @throws SpecException if it cannot be run as written
     */
    public static ExperimentSpec read(String file, String text, int javaFeature) throws SpecException {
        return new SpecReader(file, javaFeature).experiment(YamlNode.parse(file, text));
    }

    private ExperimentSpec experiment(YamlNode root) throws SpecException {
        Map<String, YamlNode> top = fields(root, "the experiment", TOP_KEYS);
        for (String required : List.of("experiment", "question", "cells")) {
            if (!top.containsKey(required)) {
                throw new SpecException(file + ": the key '" + required + "' is missing");
            }
        }
        int repetitions = (int) number(top, "repetitions", 5);
        Map<Factor, List<String>> common =
                top.containsKey("factors") ? factors(top.get("factors"), Set.of()) : Map.of();
        Map<Cell, ExperimentSpec.PlannedCell> cells = new LinkedHashMap<>();
        addBlocks(top.get("cells"), common, repetitions, false, cells);
        addBlocks(top.get("also"), common, repetitions, true, cells);
        addCapacities(cells);
        List<ExperimentSpec.PlannedCell> planned = new ArrayList<>(cells.values());
        boolean noiseFloor = flag(top, "noise_floor");
        return at(
                root,
                () -> new ExperimentSpec(
                        text(top.get("experiment")),
                        text(top.get("question")),
                        repetitions,
                        (long) number(top, "seed", 1),
                        number(top, "measure_seconds", 5),
                        flag(top, "cluster_reused"),
                        warmup(top.get("warmup")),
                        thresholds(top.get("thresholds")),
                        noiseFloor ? NoiseTwins.among(planned) : planned));
    }

    private void addBlocks(
            @Nullable YamlNode blocks,
            Map<Factor, List<String>> common,
            int repetitions,
            boolean baseline,
            Map<Cell, ExperimentSpec.PlannedCell> cells)
            throws SpecException {
        if (blocks == null) {
            return;
        }
        if (!(blocks instanceof YamlNode.Items items)) {
            throw new SpecException(where(blocks) + "cells and also are lists of blocks, each with factors of its own");
        }
        for (YamlNode block : items.values()) {
            Map<Factor, List<String>> levels = new TreeMap<>(common);
            levels.putAll(factors(block, Set.of("repetitions")));
            Map<String, YamlNode> own = ((YamlNode.Fields) block).values();
            int blockRepetitions = (int) number(own, "repetitions", repetitions);
            for (Map<Factor, String> combination : product(levels, block)) {
                Cell cell = at(block, () -> cellReader.read(combination));
                ExperimentSpec.PlannedCell planned =
                        at(block, () -> new ExperimentSpec.PlannedCell(cell, blockRepetitions, baseline, false));
                cells.merge(cell, planned, (a, b) -> a.repetitions() >= b.repetitions() ? a : b);
            }
        }
    }

    /** A share of capacity needs the closed loop that it is a share of, as often as itself. */
    private static void addCapacities(Map<Cell, ExperimentSpec.PlannedCell> cells) {
        for (ExperimentSpec.PlannedCell planned : List.copyOf(cells.values())) {
            if (planned.cell().needsCapacity()) {
                Cell closed = planned.cell().closed();
                cells.merge(
                        closed,
                        new ExperimentSpec.PlannedCell(closed, planned.repetitions(), true, false),
                        (there, needed) -> new ExperimentSpec.PlannedCell(
                                closed, Math.max(there.repetitions(), needed.repetitions()), there.baseline(), false));
            }
        }
    }

    private List<Map<Factor, String>> product(Map<Factor, List<String>> levels, YamlNode block) throws SpecException {
        List<Map<Factor, String>> combinations = List.of(Map.of());
        for (Map.Entry<Factor, List<String>> factor : levels.entrySet()) {
            List<Map<Factor, String>> longer = new ArrayList<>();
            for (Map<Factor, String> combination : combinations) {
                for (String level : factor.getValue()) {
                    Map<Factor, String> next = new TreeMap<>(combination);
                    next.put(factor.getKey(), level);
                    longer.add(next);
                }
            }
            if (longer.size() > CELLS_MAX) {
                throw new SpecException(
                        where(block) + "more than " + CELLS_MAX + " combinations: leave out some levels");
            }
            combinations = longer;
        }
        return combinations;
    }

    private Map<Factor, List<String>> factors(YamlNode node, Set<String> besides) throws SpecException {
        if (!(node instanceof YamlNode.Fields fields)) {
            throw new SpecException(where(node) + "factors are 'name: level' or 'name: [level, level]'");
        }
        Map<Factor, List<String>> factors = new TreeMap<>();
        for (Map.Entry<String, YamlNode> entry : fields.values().entrySet()) {
            if (besides.contains(entry.getKey())) {
                continue;
            }
            Optional<Factor> factor = Factor.of(entry.getKey());
            if (factor.isEmpty()) {
                throw new SpecException(
                        where(entry.getValue()) + "unknown factor '" + entry.getKey() + "'. Known: " + Factor.keys());
            }
            factors.put(factor.get(), levels(entry.getKey(), entry.getValue()));
        }
        return factors;
    }

    private List<String> levels(String key, YamlNode node) throws SpecException {
        List<YamlNode> values = node instanceof YamlNode.Items items ? items.values() : List.of(node);
        if (values.isEmpty()) {
            throw new SpecException(where(node) + key + " has no level");
        }
        List<String> levels = new ArrayList<>();
        for (YamlNode value : values) {
            String level = level(key, value);
            if (levels.contains(level)) {
                throw new SpecException(where(value) + key + " has the level '" + level + "' twice");
            }
            levels.add(level);
        }
        return levels;
    }

    private String level(String key, YamlNode value) throws SpecException {
        if (value instanceof YamlNode.Scalar scalar) {
            return scalar.text();
        }
        if (value instanceof YamlNode.Fields options && key.equals(Factor.BACKEND_OPTIONS.key())) {
            Map<String, String> texts = new TreeMap<>();
            for (Map.Entry<String, YamlNode> option : options.values().entrySet()) {
                texts.put(option.getKey(), text(option.getValue()));
            }
            return Cell.optionsText(texts);
        }
        throw new SpecException(where(value) + "a level of " + key + " must be a plain value");
    }

    private WarmupRule warmup(@Nullable YamlNode node) throws SpecException {
        WarmupRule d = WarmupRule.DEFAULT;
        if (node == null) {
            return d;
        }
        Map<String, YamlNode> own = fields(
                node,
                "warmup",
                Set.of(
                        "window_seconds_min",
                        "window_operations_min",
                        "windows",
                        "tolerance_share",
                        "seconds_min",
                        "cap_seconds_c1",
                        "cap_seconds_default",
                        "later_seconds"));
        return new WarmupRule(
                number(own, "window_seconds_min", d.windowSecondsMin()),
                (int) number(own, "window_operations_min", d.windowOperationsMin()),
                (int) number(own, "windows", d.windows()),
                number(own, "tolerance_share", d.toleranceShare()),
                number(own, "seconds_min", d.secondsMin()),
                number(own, "cap_seconds_c1", d.capSecondsC1()),
                number(own, "cap_seconds_default", d.capSecondsDefault()),
                number(own, "later_seconds", d.laterSeconds()));
    }

    private Thresholds thresholds(@Nullable YamlNode node) throws SpecException {
        Thresholds d = Thresholds.DEFAULT;
        if (node == null) {
            return d;
        }
        Map<String, YamlNode> own = fields(
                node,
                "thresholds",
                Set.of(
                        "error_share_max",
                        "foreign_cpu_share_max",
                        "steal_share_max",
                        "achieved_share_min",
                        "send_lag_millis_max"));
        return new Thresholds(
                number(own, "error_share_max", d.errorShareMax()),
                number(own, "foreign_cpu_share_max", d.foreignCpuShareMax()),
                number(own, "steal_share_max", d.stealShareMax()),
                number(own, "achieved_share_min", d.achievedShareMin()),
                number(own, "send_lag_millis_max", d.sendLagMillisMax()));
    }

    private Map<String, YamlNode> fields(YamlNode node, String what, Set<String> known) throws SpecException {
        if (!(node instanceof YamlNode.Fields fields)) {
            throw new SpecException(where(node) + what + " must be 'key: value' lines");
        }
        for (Map.Entry<String, YamlNode> entry : fields.values().entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw new SpecException(
                        where(entry.getValue()) + "unknown key '" + entry.getKey() + "' in " + what + ". Known: "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        }
        return fields.values();
    }

    private double number(Map<String, YamlNode> fields, String key, double whenAbsent) throws SpecException {
        YamlNode node = fields.get(key);
        if (node == null) {
            return whenAbsent;
        }
        try {
            double value = Double.parseDouble(text(node).replace("_", ""));
            boolean whole = !(key.equals("repetitions") || key.equals("seed") || key.startsWith("window_op"))
                    || value == Math.rint(value);
            if (Double.isFinite(value) && whole) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, with the line.
        }
        throw new SpecException(where(node) + key + " '" + text(node) + "' is not a number that can be used");
    }

    private boolean flag(Map<String, YamlNode> fields, String key) throws SpecException {
        YamlNode node = fields.get(key);
        if (node == null) {
            return false;
        }
        return switch (text(node)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new SpecException(where(node) + key + " must be true or false");
        };
    }

    private String text(@Nullable YamlNode node) throws SpecException {
        if (node instanceof YamlNode.Scalar scalar) {
            return scalar.text().strip();
        }
        throw new SpecException((node == null ? file + ": " : where(node)) + "a plain value is expected here");
    }

    private String where(YamlNode node) {
        return file + ":" + node.line() + ": ";
    }

    /** Runs what may refuse its input, and says at which line it did. */
    private <T> T at(YamlNode node, Making<T> making) throws SpecException {
        try {
            return making.make();
        } catch (IllegalArgumentException refused) {
            throw new SpecException(where(node) + refused.getMessage(), refused);
        }
    }

    /** Makes a value out of checked input. */
    private interface Making<T> {
        T make() throws SpecException;
    }
}

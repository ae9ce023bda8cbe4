package raftmark.bench.analysis;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import raftmark.bench.spec.Factor;

/**
 * Something that results must fulfil: {@code [factor=level,...:] column op number[unit]}, as in
 * {@code backend=jraft,handler=async: throughput_ops_per_second >= 5000} or {@code latency_p99_micros <= 20ms}. It is held
 * against the median over the valid runs of every configuration with these levels. With {@code column vs base op number[%]} it
 * is the ratio to the same configuration in a base directory, and with {@code column vs factor=level op number[%]} that to the
 * configuration of the same directory with this other level, which is held against the bound.
 */
public final class Requirement {
    private static final Pattern BOUND =
            Pattern.compile("([-+]?[0-9][0-9_]*(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)\\s*(.*)");
    private static final Pattern OPERATOR = Pattern.compile("[<>=!]+");
    private static final Pattern RATIO =
            Pattern.compile("(?<column>\\S+)\\s+vs\\s+(?<base>.+?)\\s*(?<sign>[<>!]=?|==)\\s*(?<bound>\\S.*)");

    private final String text;
    private final Map<Factor, String> levels;
    private final RunFigure figure;
    private final Operator operator;
    private final double bound;
    private final Optional<RatioBase> base;

    private Requirement(
            String text,
            Map<Factor, String> levels,
            RunFigure figure,
            Operator operator,
            double bound,
            Optional<RatioBase> base) {
        this.text = text;
        this.levels = new EnumMap<>(levels);
        this.figure = figure;
        this.operator = operator;
        this.bound = bound;
        this.base = base;
    }

    /** How a figure is held against the bound. */
    private enum Operator {
        AT_LEAST(">="),
        AT_MOST("<="),
        MORE(">"),
        LESS("<"),
        EQUAL("==");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        boolean holds(double figure, double bound) {
            return switch (this) {
                case AT_LEAST -> figure >= bound;
                case AT_MOST -> figure <= bound;
                case MORE -> figure > bound;
                case LESS -> figure < bound;
                case EQUAL -> figure == bound;
            };
        }

        static Operator of(String sign) {
            return Arrays.stream(values())
                    .filter(operator -> operator.sign.equals(sign))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalArgumentException("'" + sign + "' is no operator. Known: " + signs()));
        }

        static String signs() {
            return Arrays.stream(values()).map(operator -> operator.sign).collect(Collectors.joining(" "));
        }
    }

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException naming the part that is not understood, and what would be
     */
    public static Requirement parse(String text) {
        int colon = text.lastIndexOf(':');
        String condition = text.substring(colon + 1).strip();
        Map<Factor, String> levels = levels(colon < 0 ? "" : text.substring(0, colon));
        Matcher ratio = RATIO.matcher(condition);
        if (ratio.matches()) {
            return new Requirement(
                    text.strip(),
                    levels,
                    figure(ratio.group("column")),
                    Operator.of(ratio.group("sign")),
                    share(ratio.group("bound")),
                    Optional.of(RatioBase.parse(ratio.group("base").strip())));
        }
        Matcher sign = OPERATOR.matcher(condition);
        if (!sign.find()) {
            throw new IllegalArgumentException("'" + text + "' has no operator in '" + condition + "': write column op"
                    + " number, op being one of " + Operator.signs());
        }
        Operator operator = Operator.of(sign.group());
        RunFigure figure = figure(condition.substring(0, sign.start()).strip());
        return new Requirement(
                text.strip(),
                levels,
                figure,
                operator,
                bound(condition.substring(sign.end()).strip(), figure),
                Optional.empty());
    }

    private static RunFigure figure(String column) {
        return RunFigure.named(column)
                .orElseThrow(() -> new IllegalArgumentException("'" + column + "' is no column with numbers. Known: "
                        + RunFigure.all().stream().map(RunFigure::name).collect(Collectors.joining(", "))));
    }

    /** A plain number, or one in percent. */
    private static double share(String text) {
        Matcher parts = BOUND.matcher(text);
        if (!parts.matches() || !(parts.group(2).isEmpty() || parts.group(2).equals("%"))) {
            throw new IllegalArgumentException("'" + text + "' is not a ratio: write a number such as 0.9, or 90%");
        }
        double number = Double.parseDouble(parts.group(1).replace("_", ""));
        return parts.group(2).isEmpty() ? number : number / 100;
    }

    /**
     * Levels of factors as in {@code factor=level,factor=level}.
     *
     * @throws IllegalArgumentException naming what is not understood
     */
    static Map<Factor, String> levels(String selector) {
        Map<Factor, String> levels = new EnumMap<>(Factor.class);
        if (selector.isBlank()) {
            return levels;
        }
        for (String part : selector.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "'" + part.strip() + "' is not factor=level; separate several by ','");
            }
            String key = part.substring(0, equals).strip();
            Factor factor = Factor.of(key)
                    .orElseThrow(
                            () -> new IllegalArgumentException("'" + key + "' is no factor. Known: " + Factor.keys()));
            if (levels.put(factor, part.substring(equals + 1).strip()) != null) {
                throw new IllegalArgumentException("the factor '" + key + "' is there twice");
            }
        }
        return levels;
    }

    private static double bound(String text, RunFigure figure) {
        Matcher parts = BOUND.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a number, with a unit or without");
        }
        String unit = parts.group(2).toLowerCase(Locale.ROOT);
        Map<String, Double> known = factors(figure.unit());
        Double factor = unit.isEmpty() ? Double.valueOf(1) : known.get(unit);
        if (factor == null) {
            throw new IllegalArgumentException("'" + unit + "' is no unit of " + figure.name() + ". Known: "
                    + (known.isEmpty()
                            ? "none, it is a plain number"
                            : known.keySet().stream().sorted().collect(Collectors.joining(", "))));
        }
        return Double.parseDouble(parts.group(1).replace("_", "")) * factor;
    }

    /** Units that may be written, with the factor to the column's own. */
    private static Map<String, Double> factors(String unit) {
        return switch (unit) {
            case "µs" -> Map.of("µs", 1.0, "us", 1.0, "ms", 1e3, "s", 1e6);
            case "s" -> Map.of("s", 1.0, "ms", 1e-3, "µs", 1e-6, "us", 1e-6);
            case "operations/s" -> Map.of("operations/s", 1.0, "ops/s", 1.0);
            default -> Map.of();
        };
    }

    /** The expression as it was written. */
    public String text() {
        return text;
    }

    boolean selects(CellSummary cell) {
        return levels.entrySet().stream()
                .allMatch(level -> cell.level(level.getKey()).equals(level.getValue()));
    }

    /** The factors that it names. */
    List<Factor> factors() {
        return List.copyOf(levels.keySet());
    }

    RunFigure figure() {
        return figure;
    }

    /** What the figure is divided by before it is held against the bound; empty if it is not divided. */
    Optional<RatioBase> base() {
        return base;
    }

    /** Whether a base directory must be given. */
    public boolean needsBaseDirectory() {
        return base.filter(RatioBase::isDirectory).isPresent();
    }

    boolean holds(double value) {
        return operator.holds(value, bound);
    }
}

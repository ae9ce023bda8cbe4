package raftmark.bench.analysis;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import raftmark.bench.spec.Factor;

/** Cost ladders as a table for a terminal: a line a rung, medians with their ranges, and what each adds to the rung it stands on. */
final class LadderTable {
    private final List<CostLadder> ladders;

    LadderTable(List<CostLadder> ladders) {
        this.ladders = List.copyOf(ladders);
    }

    /** A step with the ladder that it belongs to. */
    private record Line(CostLadder ladder, CostLadder.Step step) {}

    /** The table and how to read it. */
    String text() {
        List<Line> lines = new ArrayList<>();
        ladders.forEach(ladder -> ladder.steps().forEach(step -> lines.add(new Line(ladder, step))));
        List<ColumnData<Line>> columns = List.of(
                text("ladder", line -> line.ladder().backend()),
                text("handler", line -> line.ladder().handler()),
                number("clients", line -> Integer.toString(line.ladder().clients())),
                text("rung", line -> line.step().rung().label()),
                number("nodes", line -> line.step().cell().level(Factor.NODES)),
                number("ops/s", line -> range("%,.0f", line.step().costs().throughput())),
                number("mean µs", line -> range("%,.0f", line.step().costs().latencyMeanMicros())),
                number("p50 µs", line -> range("%,.0f", line.step().costs().latencyP50Micros())),
                number(
                        "CPU µs servers",
                        line -> range("%,.0f", line.step().costs().serverCpuMicros())),
                number("client", line -> range("%,.0f", line.step().costs().clientCpuMicros())),
                number("switches", line -> range("%,.1f", line.step().costs().contextSwitches())),
                text(
                        "against",
                        line -> line.step()
                                .standsOn()
                                .flatMap(Rung::of)
                                .map(Rung::label)
                                .orElse("")),
                number("mean µs", line -> range("%+,.0f", line.step().more().latencyMeanMicros())),
                number("CPU µs", line -> range("%+,.0f", line.step().more().serverCpuMicros())),
                number(
                        "runs",
                        line -> Integer.toString(line.step().cell().valid().size())));
        return "What each layer costs: medians over valid runs (range), per operation.\n"
                + AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, lines, columns)
                + "\nThe last mean and CPU: what a rung costs more than the one it is held against, by repetition (servers' CPU).\n"
                + skipped(lines)
                + terms(lines);
    }

    /** What lies between two rungs where more than one layer does. */
    private static String skipped(List<Line> lines) {
        return lines.stream()
                .map(Line::step)
                .filter(CostLadder.Step::isOfSeveralLayers)
                .map(step -> "Between "
                        + step.standsOn().flatMap(Rung::of).orElseThrow().label() + " and "
                        + step.rung().label() + " lies more than one layer, and what each of them costs is not known: "
                        + step.adds() + ".\n")
                .distinct()
                .collect(Collectors.joining());
    }

    /** Under which terms the rungs ran that are here. */
    private static String terms(List<Line> lines) {
        String noLog = labels(lines, step -> !step.rung().replicated());
        String shared = labels(lines, step -> !Layer.isInProcesses(step.cell()));
        String text = noLog.isEmpty() ? "" : "Without a log: " + noLog + ". ";
        text += shared.isEmpty() ? "" : "Within the load generator's JVM: " + shared + ". ";
        return text + "It is a ladder of costs under different terms,\nno comparison of libraries.";
    }

    private static String labels(List<Line> lines, Predicate<CostLadder.Step> which) {
        return lines.stream()
                .map(Line::step)
                .filter(which)
                .map(step -> step.rung().label())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String range(String format, Optional<Spread> figure) {
        return figure.map(spread -> {
                    String median = String.format(Locale.ROOT, format, spread.median());
                    return spread.runs() < 2
                            ? median
                            : median + " ("
                                    + String.format(Locale.ROOT, format + "–" + format, spread.min(), spread.max())
                                    + ")";
                })
                .orElse("–");
    }

    private static ColumnData<Line> text(String header, Function<Line, String> text) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .with(text);
    }

    private static ColumnData<Line> number(String header, Function<Line, String> text) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.RIGHT)
                .dataAlign(HorizontalAlign.RIGHT)
                .with(text);
    }
}

package raftmark.bench.analysis;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A cost ladder in words: what an operation costs at its top, and which single layer costs most of it. */
final class LadderAnswer {
    private final CostLadder ladder;

    LadderAnswer(CostLadder ladder) {
        this.ladder = ladder;
    }

    /** A sentence; empty where the servers' CPU was not measured on two rungs of one layer's difference. */
    Optional<String> text() {
        List<CostLadder.Step> climbed = ladder.steps().stream()
                .filter(step -> step.rung() != Rung.SPI)
                .filter(step -> step.costs().serverCpuMicros().isPresent())
                .toList();
        Optional<CostLadder.Step> dearest = climbed.stream()
                .filter(step -> !step.isOfSeveralLayers() && more(step) > 0)
                .max(Comparator.comparingDouble(LadderAnswer::more));
        return dearest.map(step -> {
            CostLadder.Step top = climbed.get(climbed.size() - 1);
            return String.format(
                    Locale.ROOT,
                    "%s, %d %s: at the top of the ladder (%s) an operation costs the servers %,.0f µs of CPU time. The dearest"
                            + " layer is %s: %s more on rung %s than on %s.",
                    (ladder.backend().isEmpty() ? "" : ladder.backend() + " ") + ladder.handler(),
                    ladder.clients(),
                    ladder.clients() == 1 ? "client" : "clients",
                    top.rung().label(),
                    top.costs().serverCpuMicros().orElseThrow().median(),
                    step.adds(),
                    range(step.more().serverCpuMicros().orElseThrow()),
                    step.rung().label(),
                    step.standsOn().flatMap(Rung::of).orElseThrow().label());
        });
    }

    /** Of the lowest rung nothing is known, since it stands on none. */
    private static double more(CostLadder.Step step) {
        return step.more().serverCpuMicros().map(Spread::median).orElse(0.0);
    }

    private static String range(Spread micros) {
        return micros.runs() < 2
                ? String.format(Locale.ROOT, "%,.0f µs", micros.median())
                : String.format(Locale.ROOT, "%,.0f µs (%,.0f to %,.0f)", micros.median(), micros.min(), micros.max());
    }
}

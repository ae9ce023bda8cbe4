package raftmark.bench.analysis;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A cost ladder in words: what an operation costs at its top, and which step costs most of it. */
final class LadderAnswer {
    private final CostLadder ladder;

    LadderAnswer(CostLadder ladder) {
        this.ladder = ladder;
    }

    /** Sentences; empty where no step is known to cost the servers CPU time. The rung without the front end is no step up. */
    Optional<String> text() {
        List<CostLadder.Step> climbed = ladder.steps().stream()
                .filter(step -> step.rung() != Rung.SPI)
                .filter(step -> step.costs().serverCpuMicros().isPresent())
                .toList();
        List<CostLadder.Step> dearest = climbed.stream()
                .filter(step -> more(step).filter(spread -> spread.min() > 0).isPresent())
                .sorted(Comparator.comparingDouble((CostLadder.Step step) ->
                                more(step).orElseThrow().median())
                        .reversed())
                .limit(2)
                .toList();
        if (dearest.isEmpty()) {
            return Optional.empty();
        }
        CostLadder.Step top = climbed.get(climbed.size() - 1);
        return Optional.of(String.format(
                Locale.ROOT,
                "%s, %d %s: at the top of the ladder (%s) an operation costs the servers %,.0f µs of CPU time. %s.",
                (ladder.backend().isEmpty() ? "" : ladder.backend() + " ") + ladder.handler(),
                ladder.clients(),
                ladder.clients() == 1 ? "client" : "clients",
                top.rung().label(),
                top.costs().serverCpuMicros().orElseThrow().median(),
                dearest(dearest)));
    }

    private static String dearest(List<CostLadder.Step> two) {
        CostLadder.Step first = two.get(0);
        boolean apart = two.size() < 2
                || more(first).orElseThrow().min()
                        > more(two.get(1)).orElseThrow().max();
        return apart
                ? "The dearest step is " + named(first)
                : "The dearest steps, which these runs do not tell apart, are " + named(first) + ", and "
                        + named(two.get(1));
    }

    private static Optional<Spread> more(CostLadder.Step step) {
        return step.more().serverCpuMicros();
    }

    private static String named(CostLadder.Step step) {
        return step.adds() + (step.isOfSeveralLayers() ? " together" : "") + ": "
                + range(more(step).orElseThrow()) + " more on rung "
                + step.rung().label() + " than on "
                + step.standsOn().flatMap(Rung::of).orElseThrow().label();
    }

    private static String range(Spread micros) {
        return micros.runs() < 2
                ? String.format(Locale.ROOT, "%,.0f µs", micros.median())
                : String.format(Locale.ROOT, "%,.0f µs (%,.0f to %,.0f)", micros.median(), micros.min(), micros.max());
    }
}

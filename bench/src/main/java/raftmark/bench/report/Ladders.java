package raftmark.bench.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import raftmark.bench.analysis.CellSummary;
import raftmark.bench.analysis.CostLadder;
import raftmark.bench.analysis.Costs;
import raftmark.bench.analysis.Rung;
import raftmark.bench.analysis.Spread;
import raftmark.bench.spec.Factor;

/** The cost ladders of {@code analysis} as records of the page. */
final class Ladders {
    private Ladders() {}

    static List<ReportData.Ladder> of(int directory, List<CellSummary> cells) {
        return CostLadder.of(cells).stream()
                .map(ladder -> new ReportData.Ladder(
                        directory,
                        ladder.backend(),
                        ladder.handler().split(" ", 2)[0],
                        ladder.clients(),
                        Stream.of(
                                        ladder.backend(),
                                        ladder.handler(),
                                        ladder.clients() + (ladder.clients() == 1 ? " client" : " clients"))
                                .filter(part -> !part.isEmpty())
                                .collect(Collectors.joining(" · ")),
                        ladder.steps().stream().map(Ladders::rung).toList()))
                .toList();
    }

    private static ReportData.Rung rung(CostLadder.Step step) {
        Costs costs = step.costs();
        Costs more = step.more();
        CellSummary cell = step.cell();
        String nodes = cell.level(Factor.NODES);
        return new ReportData.Rung(
                step.rung().label(),
                step.rung().meaning(),
                step.adds(),
                step.isOfSeveralLayers(),
                Stream.of(
                                cell.level(Factor.BACKEND),
                                cell.level(Factor.CLUSTER),
                                nodes + (nodes.equals("1") ? " server" : " servers"),
                                cell.level(Factor.HANDLER),
                                cell.level(Factor.HANDLER_EXECUTOR),
                                cell.level(Factor.SERVER_THREADS))
                        .filter(level -> !level.isEmpty())
                        .collect(Collectors.joining(" ")),
                median(costs.throughput()),
                median(costs.latencyMeanMicros()),
                median(more.latencyMeanMicros()),
                median(costs.serverCpuMicros()),
                median(more.serverCpuMicros()),
                median(costs.clientCpuMicros()),
                median(costs.contextSwitches()),
                step.standsOn().flatMap(Rung::of).map(Rung::label).orElse(null));
    }

    private static @Nullable Double median(Optional<Spread> spread) {
        return spread.map(Spread::median).orElse(null);
    }
}

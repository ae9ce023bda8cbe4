package raftmark.bench.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import raftmark.bench.analysis.SyntheticSweep.Truth;
import raftmark.bench.result.RecordedResults;
import raftmark.bench.spec.Factor;

/** The noise of a sweep in results/reference: how far each run of a backend lay from its configuration's mean. */
final class RecordedNoise {
    private final RecordedResults results;
    private final String backend;
    /** Each run's figures over its configuration's geometric means. */
    private final SortedMap<Integer, List<Truth>> runsByRepetition = new TreeMap<>();

    private RecordedNoise(RecordedResults results, String backend) {
        this.results = results;
        this.backend = backend;
        for (CellSummary cell : CellSummary.of(results.rows())) {
            if (cell.level(Factor.BACKEND).equals(backend) && cell.clients() > 1) {
                add(cell);
            }
        }
        assertThat(runsByRepetition).as(backend + " in " + results.name()).isNotEmpty();
    }

    static RecordedNoise of(String sweep, String backend) {
        try {
            Path home = Path.of(System.getProperty("raftmark.home", ".."));
            return new RecordedNoise(
                    RecordedResults.read(home.resolve("results/reference").resolve(sweep)), backend);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void add(CellSummary cell) {
        Map<RunFigure, Double> means = new HashMap<>();
        for (RunFigure figure : RunFigure.COMPARED) {
            double[] logs = figure.logs(cell);
            means.put(figure, Arrays.stream(logs).average().orElseThrow());
        }
        // Residuals of n runs stray less from their own mean than runs do from the truth.
        double widen = Math.sqrt(cell.valid().size() / (cell.valid().size() - 1.0));
        cell.valid().forEach((repetition, row) -> {
            double[] ratios = RunFigure.COMPARED.stream()
                    .mapToDouble(
                            figure -> Math.exp(widen * (Math.log(figure.of(row).orElseThrow()) - means.get(figure))))
                    .toArray();
            runsByRepetition
                    .computeIfAbsent(repetition, first -> new ArrayList<>())
                    .add(new Truth(ratios[0], ratios[1], ratios[2], ratios[3]));
        });
    }

    /** What {@code plan} promises of a figure after this sweep. */
    double smallestEffect(RunFigure figure, int repetitions, int comparisons) {
        return Noise.of(results, Set.of(backend), true)
                .smallestEffect(figure, repetitions, comparisons)
                .orElseThrow();
    }

    /** Every run by itself, drawn from all. */
    List<Truth> independent(Random random, int runs) {
        List<Truth> all =
                runsByRepetition.values().stream().flatMap(List::stream).toList();
        return Stream.generate(() -> all.get(random.nextInt(all.size())))
                .limit(runs)
                .toList();
    }

    /** Runs of one repetition as it was recorded, dealt out anew: what drift had in common they have in common. */
    List<Truth> ofOneRepetition(Random random, int runs) {
        List<List<Truth>> repetitions = runsByRepetition.values().stream()
                .filter(repetition -> repetition.size() >= runs)
                .toList();
        List<Truth> dealt = new ArrayList<>(repetitions.get(random.nextInt(repetitions.size())));
        Collections.shuffle(dealt, random);
        return dealt.subList(0, runs);
    }
}

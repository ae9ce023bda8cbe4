package raftmark.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import raftmark.bench.analysis.Figures;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;

/** The thread pools of all configurations, each named once; and how many threads a configuration had alive in each. */
final class Pools {
    private final List<String> names = new ArrayList<>();

    List<String> names() {
        return List.copyOf(names);
    }

    /**
     * Median over runs of the live threads of each pool, by the index of its name.
     *
     * @return null if one of the runs lacks them
     */
    @Nullable
    List<@Nullable Double> threads(List<ResultRow> rows) {
        Map<String, List<Double>> byPool = new LinkedHashMap<>();
        for (ResultRow row : rows) {
            Map<String, Double> pools = parse(row.get(Column.THREADS_BY_POOL));
            if (pools.isEmpty()) {
                return null;
            }
            pools.forEach((pool, threads) ->
                    byPool.computeIfAbsent(pool, first -> new ArrayList<>()).add(threads));
        }
        if (byPool.isEmpty()) {
            return null;
        }
        byPool.keySet().stream().filter(pool -> !names.contains(pool)).forEach(names::add);
        return names.stream()
                .map(pool -> median(byPool.getOrDefault(pool, List.of())))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static @Nullable Double median(List<Double> threads) {
        return Figures.median(threads.stream().mapToDouble(Double::doubleValue).toArray()).stream()
                .boxed()
                .findFirst()
                .orElse(null);
    }

    /** As in {@code grpc-io=2;handler=16}; what is not so is no count, and left out. */
    private static Map<String, Double> parse(String text) {
        Map<String, Double> pools = new LinkedHashMap<>();
        for (String part : text.split(";", -1)) {
            int equals = part.lastIndexOf('=');
            String count = equals < 0 ? "" : part.substring(equals + 1).strip();
            if (count.matches("\\d+")) {
                pools.put(part.substring(0, equals).strip(), Double.valueOf(count));
            }
        }
        return pools;
    }
}

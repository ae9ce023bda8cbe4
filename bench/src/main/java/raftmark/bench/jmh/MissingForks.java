package raftmark.bench.jmh;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;

/** Finds what was planned and has no result: JMH goes on after a benchmark that failed, and leaves it out without a word. */
final class MissingForks {
    private MissingForks() {}

    /** A line for each case that has fewer forks than planned. */
    static List<String> of(PlannedCases part, Collection<RunResult> results) {
        Map<PlannedCases.Case, Integer> measured = new HashMap<>();
        for (RunResult result : results) {
            BenchmarkParams params = result.getParams();
            Map<String, String> levels = new HashMap<>();
            params.getParamsKeys().forEach(key -> levels.put(key, params.getParam(key)));
            measured.put(
                    new PlannedCases.Case(
                            params.getBenchmark(),
                            params.getMode(),
                            levels,
                            Math.max(1, params.getForks()),
                            params.getThreads()),
                    result.getBenchmarkResults().size());
        }
        List<String> missing = new ArrayList<>();
        for (PlannedCases.Case planned : part.cases()) {
            int forks = measured.getOrDefault(planned, 0);
            if (forks < planned.forks()) {
                missing.add(planned + ": " + forks + " of " + planned.forks()
                        + " forks have a result; JMH's output says why");
            }
        }
        return missing;
    }
}

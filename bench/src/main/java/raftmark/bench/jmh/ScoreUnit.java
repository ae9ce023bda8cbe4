package raftmark.bench.jmh;

import java.util.Map;
import java.util.OptionalDouble;

/** What JMH's units of scores are worth. */
final class ScoreUnit {
    private static final Map<String, Double> SECONDS =
            Map.of("ns", 1e-9, "us", 1e-6, "ms", 1e-3, "s", 1.0, "min", 60.0, "hr", 3_600.0, "day", 86_400.0);
    private static final String RATE = "ops/";
    private static final String TIME = "/op";
    private static final double MICROS_PER_SECOND = 1e6;

    private ScoreUnit() {}

    /** Factor that turns a rate such as {@code ops/ms} into operations per second; empty if the unit is no rate. */
    static OptionalDouble perSecondOfRate(String unit) {
        Double seconds = unit.startsWith(RATE) ? SECONDS.get(unit.substring(RATE.length())) : null;
        return seconds == null ? OptionalDouble.empty() : OptionalDouble.of(1 / seconds);
    }

    /** Factor that turns a time such as {@code ms/op} into microseconds; empty if the unit is no time. */
    static OptionalDouble microsOfTime(String unit) {
        Double seconds = unit.endsWith(TIME) ? SECONDS.get(unit.substring(0, unit.length() - TIME.length())) : null;
        return seconds == null ? OptionalDouble.empty() : OptionalDouble.of(seconds * MICROS_PER_SECOND);
    }
}

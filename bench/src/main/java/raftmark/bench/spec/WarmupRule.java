package raftmark.bench.spec;

/**
 * When warm-up ends. Throughput is taken over windows of at least {@code windowSecondsMin} and {@code
 * windowOperationsMin} operations; the run is steady when each of the last {@code windows} lies within
 * max({@code toleranceShare}, 2/√n) of their mean, n being the operations of the smallest one, and at least {@code
 * secondsMin} have passed. A run that reaches its cap is measured all the same and marked unsteady.
 *
 * @param windowSecondsMin length of a window, in seconds, at least
 * @param windowOperationsMin operations of a window, at least
 * @param windows how many must agree
 * @param toleranceShare share of the mean within which they agree
 * @param secondsMin shortest warm-up, in seconds
 * @param capSecondsC1 longest warm-up under C1, in seconds
 * @param capSecondsDefault longest warm-up under the default compilers, in seconds
 * @param laterSeconds warm-up of the later runs on a cluster that is kept, in seconds
 */
public record WarmupRule(
        double windowSecondsMin,
        int windowOperationsMin,
        int windows,
        double toleranceShare,
        double secondsMin,
        double capSecondsC1,
        double capSecondsDefault,
        double laterSeconds) {
    /** The rule of the methodology page. */
    public static final WarmupRule DEFAULT = new WarmupRule(1, 200, 5, 0.05, 5, 30, 90, 1);

    /** @throws IllegalArgumentException if a figure is not positive, or a cap is below the shortest warm-up */
    public WarmupRule {
        if (windowSecondsMin <= 0 || windowOperationsMin < 1 || windows < 2 || toleranceShare <= 0) {
            throw new IllegalArgumentException("warmup: windows need a positive length, operations and tolerance, and"
                    + " at least two must agree");
        }
        if (secondsMin < 0 || laterSeconds < 0 || capSecondsC1 < secondsMin || capSecondsDefault < secondsMin) {
            throw new IllegalArgumentException("warmup: seconds_min " + secondsMin + " and later_seconds "
                    + laterSeconds
                    + " must not be negative, and the caps not below seconds_min: cap_seconds_c1 " + capSecondsC1
                    + ", cap_seconds_default " + capSecondsDefault);
        }
    }

    /** The longest warm-up under a JIT setting, in seconds. */
    public double capSeconds(JitMode jit) {
        return jit == JitMode.C1 ? capSecondsC1 : capSecondsDefault;
    }
}

package raftmark.bench.spec;

/**
 * Beyond these a run is INVALID. Any change of the leader is too.
 *
 * @param errorShareMax errors among all operations, as a share of 1
 * @param foreignCpuShareMax user and system time of processes that are neither ours nor the kernel's, as a share of the
 *     machine's capacity
 * @param stealShareMax time that the hypervisor gave to others, as a share of capacity
 * @param achievedShareMin operations of an open loop among those that its schedule asked for in the window, as a share of 1
 * @param sendLagMillisMax 99th percentile of how long after it could be sent an open loop sent a request, in milliseconds. It is absolute: were it
 *     held against the response time, good runs would be INVALID and bad ones not
 */
public record Thresholds(
        double errorShareMax,
        double foreignCpuShareMax,
        double stealShareMax,
        double achievedShareMin,
        double sendLagMillisMax) {
    /** The limits of the design page: 0.1 %, 5 % and 2 %; 99 % and 1 ms. */
    public static final Thresholds DEFAULT = new Thresholds(0.001, 0.05, 0.02, 0.99, 1);

    /** @throws IllegalArgumentException if a share is not within 0 to 1 */
    public Thresholds {
        check("error_share_max", errorShareMax);
        check("foreign_cpu_share_max", foreignCpuShareMax);
        check("steal_share_max", stealShareMax);
        check("achieved_share_min", achievedShareMin);
        if (!(sendLagMillisMax > 0)) {
            throw new IllegalArgumentException(
                    "thresholds: send_lag_millis_max " + sendLagMillisMax + " is not positive");
        }
    }

    private static void check(String key, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("thresholds: " + key + " " + share + " is not within 0 to 1");
        }
    }
}

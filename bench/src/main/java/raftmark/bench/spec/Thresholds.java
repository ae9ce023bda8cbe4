package raftmark.bench.spec;

/**
 * Beyond these a run is INVALID. Any change of the leader is too.
 *
 * @param errorShareMax errors among all operations, as a share of 1
 * @param foreignCpuShareMax user and system time of processes that are neither ours nor the kernel's, as a share of the
 *     machine's capacity
 * @param stealShareMax time that the hypervisor gave to others, as a share of capacity
 * @param achievedShareMin operations of an open loop among those that its schedule asked for in the window, as a share of 1
 * @param sendLagMillisMax 99th percentile of how long after its intended moment an open loop sent, in milliseconds; more is
 *     allowed only below the share that follows
 * @param sendLagShareMax the same as a share of the 99th percentile of the response time, of which it is a part: what the load
 *     generator may at most have added to the figure. The larger of both limits holds
 */
public record Thresholds(
        double errorShareMax,
        double foreignCpuShareMax,
        double stealShareMax,
        double achievedShareMin,
        double sendLagMillisMax,
        double sendLagShareMax) {
    /** The limits of the design page: 0.1 %, 5 % and 2 %; 99 % and 1 ms, or a tenth of the response time. */
    public static final Thresholds DEFAULT = new Thresholds(0.001, 0.05, 0.02, 0.99, 1, 0.1);

    /** @throws IllegalArgumentException if a share is not within 0 to 1 */
    public Thresholds {
        check("error_share_max", errorShareMax);
        check("foreign_cpu_share_max", foreignCpuShareMax);
        check("steal_share_max", stealShareMax);
        check("achieved_share_min", achievedShareMin);
        check("send_lag_share_max", sendLagShareMax);
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

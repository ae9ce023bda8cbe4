package raftmark.bench.spec;

/**
 * Beyond these a run is INVALID. Any change of the leader is too.
 *
 * @param errorShareMax errors among all operations, as a share of 1
 * @param foreignCpuShareMax user and system time of processes that are neither ours nor the kernel's, as a share of the
 *     machine's capacity
 * @param stealShareMax time that the hypervisor gave to others, as a share of capacity
 */
public record Thresholds(double errorShareMax, double foreignCpuShareMax, double stealShareMax) {
    /** The limits of the design page: 0.1 %, 5 % and 2 %. */
    public static final Thresholds DEFAULT = new Thresholds(0.001, 0.05, 0.02);

    /** @throws IllegalArgumentException if a share is not within 0 to 1 */
    public Thresholds {
        check("error_share_max", errorShareMax);
        check("foreign_cpu_share_max", foreignCpuShareMax);
        check("steal_share_max", stealShareMax);
    }

    private static void check(String key, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("thresholds: " + key + " " + share + " is not within 0 to 1");
        }
    }
}

package raftmark.verify;

/**
 * Bounds of a search for a linearization.
 *
 * @param stepsMax operations placed over all keys, undone ones included, before the checker gives up
 * @param cacheEntries visited states remembered, rounded up to a power of two; older ones are forgotten, which costs
 *     time and never correctness. An entry takes 100 to 300 bytes
 */
public record SearchLimits(long stepsMax, int cacheEntries) {
    /** 20 million steps (up to a minute or two where they are all needed), and a million states. */
    public static final SearchLimits DEFAULT = new SearchLimits(20_000_000, 1 << 20);

    /** @throws IllegalArgumentException if a bound is not positive, or the cache is beyond 2^26 entries */
    public SearchLimits {
        if (stepsMax < 1) {
            throw new IllegalArgumentException("stepsMax " + stepsMax + " is not positive");
        }
        if (cacheEntries < 1 || cacheEntries > 1 << 26) {
            throw new IllegalArgumentException("cacheEntries " + cacheEntries + " is not within 1 to 2^26");
        }
    }
}

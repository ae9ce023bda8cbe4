package raftmark.bench.load;

/**
 * A small generator of random numbers for one client: xorshift64*, seeded through a SplitMix64 step, so that clients with
 * neighbouring seeds draw unrelated sequences. Not thread-safe, no allocation.
 */
public final class FastRandom {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    public FastRandom(long seed) {
        long mixed = seed + GOLDEN_GAMMA;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        mixed ^= mixed >>> 31;
        // Zero is the one state that xorshift never leaves.
        state = mixed == 0 ? GOLDEN_GAMMA : mixed;
    }

    long nextLong() {
        state ^= state >>> 12;
        state ^= state << 25;
        state ^= state >>> 27;
        return state * 0x2545F4914F6CDD1DL;
    }

    /** Uniform in [0, 1). */
    double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in [0, bound): Lemire's multiplication, whose bias is below 2^-32 × bound. */
    int nextInt(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }
}

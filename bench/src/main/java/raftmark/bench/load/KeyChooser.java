package raftmark.bench.load;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import raftmark.bench.spec.KeyChoice;

/** Chooses the number of a key, from 0. Immutable and shared by all clients; each brings its own generator. */
public final class KeyChooser {
    /** YCSB's constant: the frequency of rank r is proportional to 1/r^0.99. */
    static final double ZIPFIAN_EXPONENT = 0.99;

    private final int keyCount;
    private final double @Nullable [] cumulative;

    /** @param keyCount numbers are drawn from 0 to this less 1 */
    public KeyChooser(KeyChoice choice, int keyCount) {
        this.keyCount = keyCount;
        this.cumulative = choice == KeyChoice.ZIPFIAN ? cumulativeZipfian(keyCount) : null;
    }

    /** The next number. Any thread, each with a generator of its own. */
    public int next(FastRandom random) {
        if (cumulative == null) {
            return keyCount == 1 ? 0 : random.nextInt(keyCount);
        }
        int found = Arrays.binarySearch(cumulative, random.nextDouble());
        return Math.min(keyCount - 1, found >= 0 ? found + 1 : -found - 1);
    }

    private static double[] cumulativeZipfian(int keyCount) {
        double[] cumulative = new double[keyCount];
        double sum = 0;
        for (int rank = 1; rank <= keyCount; rank++) {
            sum += Math.pow(rank, -ZIPFIAN_EXPONENT);
            cumulative[rank - 1] = sum;
        }
        for (int i = 0; i < keyCount; i++) {
            cumulative[i] /= sum;
        }
        return cumulative;
    }
}

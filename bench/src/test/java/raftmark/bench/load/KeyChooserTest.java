package raftmark.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import raftmark.bench.spec.KeyChoice;

class KeyChooserTest {
    private static final int DRAWS = 200_000;

    private static int[] counts(KeyChoice choice, int keys, long seed) {
        KeyChooser chooser = new KeyChooser(choice, keys);
        FastRandom random = new FastRandom(seed);
        int[] counts = new int[keys];
        for (int i = 0; i < DRAWS; i++) {
            counts[chooser.next(random)]++;
        }
        return counts;
    }

    @Test
    void uniformHitsEveryKeyAlike() {
        for (int count : counts(KeyChoice.UNIFORM, 100, 1)) {
            // The standard deviation is about 45.
            assertThat(count).isBetween(1750, 2250);
        }
    }

    @Test
    void singleHasOneKey() {
        assertThat(counts(KeyChoice.SINGLE, 1, 1)[0]).isEqualTo(DRAWS);
    }

    @Test
    void zipfianFollowsItsLaw() {
        int[] counts = counts(KeyChoice.ZIPFIAN, 1000, 1);
        double norm = 0;
        for (int rank = 1; rank <= 1000; rank++) {
            norm += Math.pow(rank, -KeyChooser.ZIPFIAN_EXPONENT);
        }
        for (int rank : new int[] {1, 2, 10, 100}) {
            double expected = DRAWS * Math.pow(rank, -KeyChooser.ZIPFIAN_EXPONENT) / norm;
            assertThat((double) counts[rank - 1]).isCloseTo(expected, within(6 * Math.sqrt(expected)));
        }
        int sum = 0;
        for (int count : counts) {
            sum += count;
        }
        assertThat(sum).isEqualTo(DRAWS);
    }

    @Test
    void theSequenceFollowsTheSeed() {
        assertThat(counts(KeyChoice.UNIFORM, 10, 5)).isEqualTo(counts(KeyChoice.UNIFORM, 10, 5));
        assertThat(counts(KeyChoice.UNIFORM, 10, 5)).isNotEqualTo(counts(KeyChoice.UNIFORM, 10, 6));
    }

    @Test
    void neighbouringSeedsAreUnrelated() {
        int equal = 0;
        FastRandom a = new FastRandom(1000);
        FastRandom b = new FastRandom(1001);
        for (int i = 0; i < 10_000; i++) {
            equal += a.nextInt(10) == b.nextInt(10) ? 1 : 0;
        }
        // A tenth by chance; the standard deviation is 30.
        assertThat(equal).isBetween(800, 1200);
    }
}

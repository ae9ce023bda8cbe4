package raftmark.bench.analysis;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's correction (1979): who asks twenty questions at 5 % gets one false answer on average, and corrected p values keep
 * the chance of even one false answer among all of them at 5 %, whatever the questions have to do with each other.
 */
final class Holm {
    private Holm() {}

    /** The corrected p values, in the order given: the smallest times m, the next times m-1 and so on, never falling. */
    static double[] adjusted(double[] pValues) {
        int[] bySize = IntStream.range(0, pValues.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> pValues[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[pValues.length];
        double largest = 0;
        for (int rank = 0; rank < bySize.length; rank++) {
            largest = Math.max(largest, Math.min(1, pValues[bySize[rank]] * (pValues.length - rank)));
            adjusted[bySize[rank]] = largest;
        }
        return adjusted;
    }
}

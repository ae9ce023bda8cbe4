package raftmark.bench.spec;

import java.math.BigDecimal;

/** The arrival rate of an open loop: absolute, or a share of what a closed loop of the same configuration reached. */
public sealed interface TargetRate {
    /** As in a specification and in results: {@code 500}, or {@code 70%}. */
    String label();

    /**
     * A rate that is known before anything runs.
     *
     * @param operationsPerSecond arrivals a second
     */
    record Absolute(double operationsPerSecond) implements TargetRate {
        private static final double MIN = 0.1;
        private static final double MAX = 10_000_000;

        /** @throws IllegalArgumentException if the rate is out of range */
        public Absolute {
            if (!(operationsPerSecond >= MIN && operationsPerSecond <= MAX)) {
                throw new IllegalArgumentException("target_rate " + operationsPerSecond
                        + " is not within 0.1 to 10000000 operations a second; a share of capacity is written 70%");
            }
        }

        @Override
        public String label() {
            return plain(operationsPerSecond);
        }
    }

    /**
     * A share of the measured capacity of a closed loop.
     *
     * @param percent of the capacity; above 100 is overload
     */
    record ShareOfCapacity(double percent) implements TargetRate {
        private static final double MAX = 1000;

        /** @throws IllegalArgumentException if the share is out of range */
        public ShareOfCapacity {
            if (!(percent > 0 && percent <= MAX)) {
                throw new IllegalArgumentException("target_rate " + percent + "% is not above 0% and up to 1000%");
            }
        }

        @Override
        public String label() {
            return plain(percent) + "%";
        }

        /** The rate that the share is of a capacity, in operations a second. */
        public double of(double capacity) {
            return capacity * percent / 100;
        }
    }

    /**
     * Reads a rate.
     *
     * @throws IllegalArgumentException if it is neither a number nor a percentage, or out of range
     */
    static TargetRate parse(String text) {
        boolean share = text.endsWith("%");
        String number = (share ? text.substring(0, text.length() - 1) : text).strip();
        try {
            double value = Double.parseDouble(number.replace("_", ""));
            return share ? new ShareOfCapacity(value) : new Absolute(value);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    "target_rate '" + text + "' is neither operations a second, as in 500, nor a share of the"
                            + " closed loop's capacity, as in 70%",
                    notANumber);
        }
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}

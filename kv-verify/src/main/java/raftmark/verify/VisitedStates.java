package raftmark.verify;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** States that a search need not visit again, in a table of fixed size: a new state takes the place of an old one. */
final class VisitedStates {
    /** A state: which operations are placed and the value that they leave. */
    record State(long[] placed, Value value, int hash) {
        static State of(long[] placed, Value value) {
            int hash = Arrays.hashCode(placed) * 31 + value.hashCode();
            return new State(placed, value, hash ^ (hash >>> 15));
        }

        @Override
        public boolean equals(Object object) {
            return object instanceof State other
                    && hash == other.hash
                    && Arrays.equals(placed, other.placed)
                    && value.equals(other.value);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private final @Nullable State[] table;

    VisitedStates(int entries) {
        table = new State[Math.max(2, Integer.highestOneBit(entries - 1) * 2)];
    }

    /** Remembers a state; false if it is known already. */
    boolean add(State state) {
        int slot = state.hash() * 0x9E3779B9 >>> (Integer.numberOfLeadingZeros(table.length) + 1);
        State there = table[slot];
        if (there != null && there.equals(state)) {
            return false;
        }
        table[slot] = state;
        return true;
    }
}

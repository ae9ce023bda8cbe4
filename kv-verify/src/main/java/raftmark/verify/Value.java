package raftmark.verify;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The value of a key as a state of the search: immutable bytes, bytes appended to another value, or none. Appending
 * copies nothing, and the hash of the whole is known at once, so that states are compared without being written out.
 */
final class Value {
    /** The key does not exist. */
    static final Value ABSENT = new Value(null, new byte[0], 0, -1);

    private static final long BASE = 0x9E3779B97F4A7C15L;

    private final @Nullable Value parent;
    private final byte[] bytes;
    private final int length;
    private final long hash;

    private Value(@Nullable Value parent, byte[] bytes, int length, long hash) {
        this.parent = parent;
        this.bytes = bytes;
        this.length = length;
        this.hash = hash;
    }

    static Value of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return ABSENT;
        }
        long hash = 0;
        for (byte b : bytes) {
            hash = hash * BASE + (b + 129);
        }
        return new Value(null, bytes, bytes.length, hash);
    }

    /** This value with {@code suffix}, which must be plain bytes, appended. */
    Value append(Value suffix) {
        if (this == ABSENT) {
            return suffix;
        }
        return new Value(this, suffix.bytes, length + suffix.length, hash * power(suffix.length) + suffix.hash);
    }

    private static long power(int exponent) {
        long result = 1;
        long square = BASE;
        for (int rest = exponent; rest > 0; rest >>= 1) {
            if ((rest & 1) == 1) {
                result *= square;
            }
            square *= square;
        }
        return result;
    }

    /** Whether {@code whole}, which must be plain bytes or absent, begins with this value. */
    boolean isPrefixOf(Value whole) {
        if (this == ABSENT || whole == ABSENT) {
            return this == ABSENT;
        }
        return length <= whole.length && sameEnds(this, whole, length);
    }

    @Override
    public boolean equals(Object object) {
        if (this == object) {
            return true;
        }
        return object instanceof Value other
                && this != ABSENT
                && other != ABSENT
                && length == other.length
                && hash == other.hash
                && sameEnds(this, other, other.bytes.length);
    }

    /** Compares backwards: {@code a} from its end, {@code b} from {@code bEnd} within its last part. The differences lie at the end. */
    private static boolean sameEnds(Value a, Value b, int bEnd) {
        int aRest = a.bytes.length;
        int bRest = bEnd;
        int rest = a.length;
        Value x = a;
        Value y = b;
        while (rest > 0) {
            while (aRest == 0) {
                x = parentOf(x);
                aRest = x.bytes.length;
            }
            while (bRest == 0) {
                y = parentOf(y);
                bRest = y.bytes.length;
            }
            if (x == y && aRest == bRest) {
                return true;
            }
            int common = Math.min(aRest, bRest);
            if (!Arrays.equals(x.bytes, aRest - common, aRest, y.bytes, bRest - common, bRest)) {
                return false;
            }
            aRest -= common;
            bRest -= common;
            rest -= common;
        }
        return true;
    }

    private static Value parentOf(Value value) {
        Value parent = value.parent;
        if (parent == null) {
            throw new IllegalStateException("a value is shorter than its length says");
        }
        return parent;
    }

    /** Written out, null for none. */
    byte @Nullable [] toBytes() {
        if (this == ABSENT) {
            return null;
        }
        byte[] all = new byte[length];
        int end = length;
        for (Value part = this; part != null; part = part.parent) {
            end -= part.bytes.length;
            System.arraycopy(part.bytes, 0, all, end, part.bytes.length);
        }
        return all;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash) * 31 + length;
    }

    @Override
    public String toString() {
        return Printed.value(toBytes());
    }
}

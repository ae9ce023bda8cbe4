package raftmark.verify;

import org.jspecify.annotations.Nullable;

/** Values as a person reads them: quoted, and the middle of a long one left out. */
final class Printed {
    private static final int ENDS_BYTES = 24;

    private Printed() {}

    static String value(byte @Nullable [] value) {
        if (value == null) {
            return "(no value)";
        }
        if (value.length <= 2 * ENDS_BYTES) {
            return '"' + characters(value, 0, value.length) + '"';
        }
        return '"' + characters(value, 0, ENDS_BYTES) + "…" + characters(value, value.length - ENDS_BYTES, value.length)
                + "\" (" + value.length + " bytes)";
    }

    private static String characters(byte[] value, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            byte b = value[i];
            if (b >= 0x20 && b < 0x7f && b != '"' && b != '\\') {
                text.append((char) b);
            } else {
                text.append(String.format("\\x%02x", b & 0xff));
            }
        }
        return text.toString();
    }
}

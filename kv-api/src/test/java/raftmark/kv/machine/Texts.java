package raftmark.kv.machine;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Texts that UTF-8 can express, by their length in bytes. */
final class Texts {
    private Texts() {}

    /** Texts of 1 to {@code bytesMax} bytes, of characters of one to four bytes. */
    static Arbitrary<String> ofBytes(int bytesMax) {
        Arbitrary<Integer> codePoints = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 0x7F),
                Arbitraries.integers().between(0x80, 0x7FF),
                Arbitraries.integers().between(0x800, 0xFFFF).filter(point -> point < 0xD800 || point > 0xDFFF),
                Arbitraries.integers().between(0x10000, 0x10FFFF));
        Arbitrary<String> random = codePoints
                .list()
                .ofMinSize(1)
                .ofMaxSize(bytesMax)
                .map(points -> {
                    StringBuilder text = new StringBuilder();
                    int bytes = 0;
                    for (int point : points) {
                        bytes += utf8Bytes(point);
                        if (bytes > bytesMax && text.length() > 0) {
                            break;
                        }
                        text.appendCodePoint(point);
                    }
                    return text.toString();
                });
        return Arbitraries.oneOf(
                random.filter(text -> text.getBytes(StandardCharsets.UTF_8).length <= bytesMax),
                Arbitraries.of(
                        "x".repeat(bytesMax),
                        "ß".repeat(bytesMax / 2),
                        "€".repeat(bytesMax / 3),
                        "😀".repeat(bytesMax / 4)));
    }

    private static int utf8Bytes(int codePoint) {
        return new String(Character.toChars(codePoint)).getBytes(StandardCharsets.UTF_8).length;
    }
}

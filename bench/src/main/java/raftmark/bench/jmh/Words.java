package raftmark.bench.jmh;

import java.util.ArrayList;
import java.util.List;

/** Splits a text into words as a shell does it: at blanks, but not within single or double quotes. */
final class Words {
    private Words() {}

    /** @throws IllegalArgumentException if a quote is not closed */
    static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean within = false;
        char quote = 0;
        for (char c : text.toCharArray()) {
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                within = true;
            } else if (Character.isWhitespace(c)) {
                if (within) {
                    words.add(word.toString());
                    word.setLength(0);
                    within = false;
                }
            } else {
                word.append(c);
                within = true;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("jmh.args: a quote " + quote + " is not closed in: " + text);
        }
        if (within) {
            words.add(word.toString());
        }
        return words;
    }
}

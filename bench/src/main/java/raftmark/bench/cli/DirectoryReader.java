package raftmark.bench.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import raftmark.bench.result.RecordedResults;

/** Reads the result directories that a user names. */
final class DirectoryReader {
    private DirectoryReader() {}

    /** Whether two names are of one directory; false where one is not there. */
    static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException notThere) {
            return false;
        }
    }

    /** @throws UserError if it cannot be used, saying why in one line */
    static RecordedResults read(Path directory) {
        try {
            return RecordedResults.read(directory);
        } catch (IOException unusable) {
            throw new UserError(String.valueOf(unusable.getMessage()), unusable);
        }
    }
}

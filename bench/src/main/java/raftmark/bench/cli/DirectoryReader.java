package raftmark.bench.cli;

import java.io.IOException;
import java.nio.file.Path;
import raftmark.bench.result.RecordedResults;

/** Reads the result directories that a user names. */
final class DirectoryReader {
    private DirectoryReader() {}

    /** @throws UserError if it cannot be used, saying why in one line */
    static RecordedResults read(Path directory) {
        try {
            return RecordedResults.read(directory);
        } catch (IOException unusable) {
            throw new UserError(String.valueOf(unusable.getMessage()), unusable);
        }
    }
}

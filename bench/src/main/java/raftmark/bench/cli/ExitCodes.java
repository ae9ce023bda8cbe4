package raftmark.bench.cli;

/** What the process ends with; the texts appear in every help page. */
final class ExitCodes {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int NOT_FOUND = 3;

    static final String HEADING = "%nExit codes:%n";
    static final String OK_TEXT = "0:done";
    static final String FAILED_TEXT = "1:failed; one line on standard error says why";
    static final String USAGE_TEXT = "2:the command line cannot be understood";

    private ExitCodes() {}
}

package raftmark.bench.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What every command takes. */
@Command(
        optionListHeading = "%nOptions:%n",
        parameterListHeading = "%nParameters:%n",
        commandListHeading = "%nCommands:%n")
public abstract class BaseCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Option(names = "--verbose", description = "Show the stack trace of an error.")
    private boolean verbose;

    /** Whether an error shows its stack trace. */
    public boolean verbose() {
        return verbose;
    }

    /** Whether help was asked for; picocli then shows it and runs nothing. */
    public boolean help() {
        return help;
    }
}

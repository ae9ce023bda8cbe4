package raftmark.bench.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import raftmark.bench.process.PortInUseException;
import raftmark.kv.client.KvClientException;

/** The program {@code raftmark}: parses the command line and runs one command. */
@Command(
        name = "raftmark",
        description = "What happens to a replicated key/value service when it is given more server threads?",
        versionProvider = Main.Version.class,
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.OK_TEXT, ExitCodes.FAILED_TEXT, ExitCodes.USAGE_TEXT},
        footer = {"", "'raftmark COMMAND --help' explains a command."},
        subcommands = {
            ClusterCommand.class,
            ServeCommand.class,
            KvCommand.class,
            StatusCommand.class,
            LabCommand.class,
            RunCommand.class,
            PlanCommand.class,
            ReportCommand.class,
            CompareCommand.class,
            CheckCommand.class,
            ImportJmhCommand.class,
            EnvCommand.class,
            BackendsCommand.class,
            AutoComplete.GenerateCompletion.class
        })
public final class Main extends BaseCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs one command and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        int exitCode = commandLine().execute(arguments);
        System.out.flush();
        System.exit(exitCode);
    }

    /** The parser with all commands, ready to execute. */
    public static CommandLine commandLine() {
        CommandSpec spec = CommandSpec.forAnnotatedObject(new Main());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Show the version and exit.")
                .build());
        CommandLine commandLine = new CommandLine(spec);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setUsageHelpAutoWidth(true);
        commandLine.setUsageHelpLongOptionsMaxWidth(34);
        commandLine.setParameterExceptionHandler(Main::explainUsage);
        commandLine.setExecutionExceptionHandler(Main::explainFailure);
        return commandLine;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? See the list below.");
    }

    private static int explainUsage(ParameterException error, String[] arguments) {
        CommandLine command = error.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        err.println(name + ": " + String.valueOf(error.getMessage()).replace("option option", "option"));
        UnmatchedArgumentException.printSuggestions(error, err);
        if (command.getCommandSpec().root() == command.getCommandSpec() && arguments.length == 0) {
            command.usage(err);
        } else {
            err.println("'" + name + " --help' shows what it takes.");
        }
        err.flush();
        return ExitCodes.USAGE;
    }

    private static int explainFailure(Exception error, CommandLine command, ParseResult parsed) {
        String message = error instanceof UserError || error.getMessage() != null
                ? String.valueOf(error.getMessage())
                : error.getClass().getSimpleName();
        boolean expected = error instanceof UserError
                || error instanceof IllegalArgumentException
                || error instanceof KvClientException
                || error instanceof PortInUseException;
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": "
                + (expected ? message : error.getClass().getSimpleName() + ": " + message));
        if (verbose(parsed)) {
            error.printStackTrace(err);
        } else if (!expected) {
            err.println("'--verbose' shows where it happened.");
        }
        err.flush();
        return ExitCodes.FAILED;
    }

    private static boolean verbose(ParseResult parsed) {
        List<CommandLine> commands = parsed.asCommandLineList();
        return commands.stream()
                .map(CommandLine::getCommand)
                .anyMatch(command -> command instanceof BaseCommand base && base.verbose());
    }

    /** The version of this build, of the JVM and of picocli's host. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "raftmark " + (version == null ? "(development build)" : version),
                "JDK " + Runtime.version() + ", " + System.getProperty("java.vm.name")
            };
        }
    }
}

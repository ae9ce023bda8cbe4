package raftmark.bench.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import raftmark.kv.spi.Capabilities;
import raftmark.kv.spi.ReadLevel;
import raftmark.server.Backends;

/** The backends on the class path, with what each can do. */
@Command(
        name = "backends",
        description = "List the backends: read levels, options with defaults, thread pools.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.OK_TEXT, ExitCodes.USAGE_TEXT})
public final class BackendsCommand extends BaseCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        for (String name : Backends.names()) {
            print(name, Backends.named(name).capabilities());
        }
        return ExitCodes.OK;
    }

    private static void print(String name, Capabilities capabilities) {
        System.out.println(name + ": " + capabilities.libraryName()
                + (capabilities.replicated() ? "" : " (not replicated: a rung of the cost ladder)"));
        System.out.println("  read levels: "
                + capabilities.readLevels().stream()
                        .sorted()
                        .map(BackendsCommand::lower)
                        .collect(Collectors.joining(", ")));
        capabilities
                .readCaveats()
                .forEach((level, caveat) -> System.out.println("    " + lower(level) + ": " + caveat));
        capabilities
                .options()
                .forEach(option -> System.out.println(
                        "  --backend-option " + option.key() + "=" + option.defaultValue() + "  " + option.meaning()));
        capabilities.threadPools().forEach(pool -> System.out.println("  pool " + pool.name() + ": " + pool.meaning()));
    }

    private static String lower(ReadLevel level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}

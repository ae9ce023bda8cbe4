package raftmark.bench.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import raftmark.bench.lab.LabClient;
import raftmark.bench.lab.LabConfig;
import raftmark.bench.lab.LabSummary;

/** The lab's client. */
@Command(
        name = "lab",
        header = "Run the lab's client: five threads that read, overwrite and extend K1.",
        description = {
            "Each client thread picks at random Get of K1, Put of its own number in K1, or Append of"
                    + " its number to K1, sends it to a random one of the servers, and waits for the response.",
            "Prints each operation's input and result, and a summary at the end. Nothing is sent twice."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {"0:every operation succeeded", "1:an operation failed", ExitCodes.USAGE_TEXT})
public final class LabCommand extends BaseCommand implements Callable<Integer> {
    @Mixin
    private EndpointsOption endpoints = new EndpointsOption();

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "5",
            description = "Client threads, numbered from 1. Default: ${DEFAULT-VALUE}.")
    private int clients;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "20",
            description = "Requests that each client sends. Default: ${DEFAULT-VALUE}.")
    private int requests;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Makes each client's choices repeatable. Default: a random one, which the summary shows.")
    private @Nullable Long seed;

    @Option(
            names = "--timeout-seconds",
            paramLabel = "S",
            defaultValue = "10",
            description = "How long to wait for a response. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @Override
    public Integer call() throws InterruptedException {
        LabConfig config = new LabConfig(
                endpoints.checked(),
                clients,
                requests,
                seed == null ? ThreadLocalRandom.current().nextLong() : seed,
                Duration.ofSeconds(timeoutSeconds));
        LabSummary summary = new LabClient(config, System.out::println).run();
        System.out.println(summary.text());
        return summary.failed() == 0 ? ExitCodes.OK : ExitCodes.FAILED;
    }
}

package raftmark.bench.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import raftmark.kv.client.KvClient;
import raftmark.kv.spi.ReadLevel;

/** One Get, Put or Append. */
@Command(
        name = "kv",
        description = {
            "Get, put or append one value.",
            "'get KEY' prints the value; 'put KEY VALUE' prints 'success'; 'append KEY VALUE' prints the value before, if the"
                    + " key existed. A write carries a request id: it is retried, and applied once."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            ExitCodes.OK_TEXT,
            ExitCodes.FAILED_TEXT,
            ExitCodes.USAGE_TEXT,
            "3:get: the key does not exist; standard output is empty"
        })
public final class KvCommand extends BaseCommand implements Callable<Integer> {
    /** What to do. */
    enum Operation {
        GET,
        PUT,
        APPEND
    }

    @Mixin
    private EndpointsOption endpoints = new EndpointsOption();

    @Parameters(index = "0", paramLabel = "get|put|append", description = "What to do.")
    private Operation operation = Operation.GET;

    @Parameters(index = "1", paramLabel = "KEY", description = "The key, 1 to 4096 bytes of UTF-8.")
    private String key = "";

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "VALUE",
            description = "What to put or to append, at most 1 MiB. One that begins with '-' goes behind '--'.")
    private @Nullable String value;

    @Option(
            names = "--read-level",
            paramLabel = "L",
            description = "How fresh a get must be: local, lease, read_index or log_read. Default: log_read.")
    private @Nullable ReadLevel readLevel;

    @Option(
            names = "--timeout-seconds",
            paramLabel = "S",
            defaultValue = "10",
            description = "Give up, retries included. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        checkUsage();
        Duration timeout = Duration.ofSeconds(timeoutSeconds);
        try (KvClient client =
                KvClient.builder(endpoints.checked()).timeout(timeout).build()) {
            return switch (operation) {
                case GET -> get(client);
                case PUT -> put(client, valueBytes());
                case APPEND -> append(client, valueBytes());
            };
        }
    }

    private void checkUsage() {
        String name = operation.name().toLowerCase(Locale.ROOT);
        if (operation == Operation.GET && value != null) {
            throw usage("get takes no VALUE, but '" + value + "' was given");
        }
        if (operation != Operation.GET && value == null) {
            throw usage(name + " needs a VALUE after the key '" + key + "'; the empty one is ''");
        }
        if (operation != Operation.GET && readLevel != null) {
            throw usage("--read-level goes with get, not with " + name);
        }
        if (timeoutSeconds < 1) {
            throw usage("--timeout-seconds " + timeoutSeconds + " is not positive");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private byte[] valueBytes() {
        return value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
    }

    private int get(KvClient client) throws IOException {
        Optional<byte[]> found = client.get(key, readLevel == null ? ReadLevel.LOG_READ : readLevel);
        if (found.isEmpty()) {
            System.err.println("raftmark kv: not found: " + key);
            return ExitCodes.NOT_FOUND;
        }
        print(found.get());
        return ExitCodes.OK;
    }

    private int put(KvClient client, byte[] bytes) {
        client.put(key, bytes);
        System.out.println("success");
        return ExitCodes.OK;
    }

    private int append(KvClient client, byte[] bytes) throws IOException {
        Optional<byte[]> old = client.append(key, bytes);
        if (old.isEmpty()) {
            System.err.println("raftmark kv: created: " + key);
            return ExitCodes.OK;
        }
        print(old.get());
        return ExitCodes.OK;
    }

    /** The bytes as they are, and a line end: values need not be text. */
    private static void print(byte[] bytes) throws IOException {
        System.out.write(bytes);
        System.out.println();
        System.out.flush();
    }
}

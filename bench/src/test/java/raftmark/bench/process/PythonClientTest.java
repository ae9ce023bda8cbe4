package raftmark.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.kv.spi.Peer;
import raftmark.kv.v1.GetRequest;

/** The wire contract, proven by a client in another language against three real servers. */
class PythonClientTest {
    private static final Path DEBIAN_PYTHON = Path.of("/usr/bin/python3");
    private static final Path SCRIPT = Path.of("src", "test", "python", "test_contract.py");

    @TempDir
    private Path directory;

    @Test
    void aPythonClientProvesTheContract() throws Exception {
        String python = Files.isExecutable(DEBIAN_PYTHON) ? DEBIAN_PYTHON.toString() : "python3";
        assumeTrue(
                canImport(python),
                "skipped: python3-grpcio and python3-protobuf are not there. Debian: apt-get install python3-grpcio");
        Path descriptors = directory.resolve("kv.desc");
        Files.write(descriptors, descriptorSet().toByteArray());
        Path output = directory.resolve("python.log");
        ServerSettings settings =
                ServerSettings.of("jraft").withJvmArguments(JvmArguments.of(JvmArguments.Jit.C1, "256m"));
        ServerLaunch launch = new ServerLaunch(
                settings, "python", PeerList.onFreePorts(3, "127.0.0.1"), directory, directory.resolve("logs"));
        try (ServerProcesses servers = ServerProcesses.start(launch)) {
            servers.awaitReady(Duration.ofSeconds(180));
            List<String> command = new ArrayList<>(List.of(python, SCRIPT.toString(), descriptors.toString()));
            servers.peers().stream().map(Peer::kvEndpoint).forEach(command::add);

            int exitCode = run(command, output, 240);

            assertThat(exitCode).as(Files.readString(output)).isZero();
            assertThat(Files.readString(output))
                    .contains("test_a_retried_append_applies_once")
                    .contains("OK");
        }
    }

    private static boolean canImport(String python) throws InterruptedException {
        try {
            return run(List.of(python, "-c", "import grpc, google.protobuf"), Path.of("/dev/null"), 30) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static int run(List<String> command, Path output, int timeoutSeconds)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " still runs after " + timeoutSeconds + " s");
        }
        return process.exitValue();
    }

    private static FileDescriptorSet descriptorSet() {
        FileDescriptor file = GetRequest.getDescriptor().getFile();
        FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
        file.getDependencies().forEach(dependency -> set.addFile(dependency.toProto()));
        return set.addFile(file.toProto()).build();
    }
}

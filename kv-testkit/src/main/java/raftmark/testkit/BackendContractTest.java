package raftmark.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import raftmark.kv.machine.MachineLimits;
import raftmark.kv.spi.Capabilities;
import raftmark.kv.spi.Peer;
import raftmark.server.Backends;
import raftmark.server.EmbeddedClusterConfig;

/**
 * What every backend has to pass, on a real cluster of three nodes that is shared by most tests. A backend's module extends
 * it, names the backend, and lists the threads that its library keeps for the whole process.
 *
 * <p>The tests stand in the interfaces, one a subject.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
public abstract class BackendContractTest
        implements CallContract, ReadContract, SessionContract, LeadershipContract, RecoveryContract, CloseContract {
    /** Few enough sessions that a test can push one out; more than any test uses at once. */
    static final MachineLimits LIMITS = new MachineLimits(1024 * 1024, 64, 64L * 1024 * 1024);

    private @Nullable Path directory;
    private @Nullable ContractCluster cluster;

    /** The backend's name, as in {@link Backends#named}. */
    protected abstract String backend();

    /** Options of the backend for every cluster; none by default. */
    protected Map<String, String> backendOptions() {
        return Map.of();
    }

    /** Names of threads that the library keeps for the process once they were used, and that survive its nodes. */
    protected List<Pattern> sharedThreadPatterns() {
        return List.of();
    }

    /** As a parameter here, not as a field, the directory lasts until the last test is over. */
    @BeforeAll
    final void keepDirectory(@TempDir Path forAllTests) {
        directory = forAllTests;
    }

    @Override
    public final Capabilities capabilities() {
        return Backends.named(backend()).capabilities();
    }

    @Override
    public final List<Pattern> sharedThreads() {
        return sharedThreadPatterns();
    }

    @Override
    public final EmbeddedClusterConfig config(String directoryName) {
        Path base = Objects.requireNonNull(directory, "JUnit has not called keepDirectory");
        return EmbeddedClusterConfig.of(backend(), base.resolve(directoryName))
                .withBackendOptions(backendOptions())
                .withLimits(LIMITS);
    }

    @Override
    public final ContractCluster cluster() {
        ContractCluster running = cluster;
        if (running == null) {
            try {
                running = ContractCluster.start(config("shared"));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("the shared cluster did not start", e);
            }
            cluster = running;
        }
        return running;
    }

    /** A test that failed half-way must not take the next ones with it. */
    @BeforeEach
    final void bringBackStoppedNodes() {
        ContractCluster running = cluster;
        if (running != null) {
            for (Peer peer : running.peers()) {
                if (!running.embedded().isRunning(peer.id())) {
                    running.restart(peer);
                }
            }
        }
    }

    @AfterAll
    final void closeCluster() {
        ContractCluster running = cluster;
        if (running != null) {
            running.close();
        }
    }
}

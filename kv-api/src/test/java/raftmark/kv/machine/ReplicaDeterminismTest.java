package raftmark.kv.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Replicas that saw the same commands are the same, also if one of them was restarted from snapshots on the way. */
class ReplicaDeterminismTest {
    /** So tight that sessions are evicted by number and by bytes all the time, and appends reach the cap. */
    private static final MachineLimits TIGHT = new MachineLimits(12, 4, 30);

    @Property(tries = 120)
    void aReplicaThatIsRestartedFromSnapshotsEndsAsTheOther(
            @ForAll @Size(min = 1, max = 60) List<@From("commands") ByteBuffer> commands,
            @ForAll @Size(max = 3) Set<@IntRange(max = 59) Integer> restarts)
            throws IOException {
        Path directory = Files.createTempDirectory("raftmark-replicas");
        try {
            KvStateMachine steady = new KvStateMachine(TIGHT);
            KvStateMachine restarted = new KvStateMachine(TIGHT);
            for (int i = 0; i < commands.size(); i++) {
                if (restarts.contains(i)) {
                    Path snapshot = directory.resolve("at-" + i);
                    restarted.save(snapshot);
                    restarted = new KvStateMachine(TIGHT);
                    restarted.load(snapshot);
                }
                ByteBuffer command = commands.get(i);
                assertThat(restarted.apply(i + 1, command.duplicate()))
                        .isEqualTo(steady.apply(i + 1, command.duplicate()));
            }
            assertThat(restarted.digest()).isEqualTo(steady.digest());
            steady.save(directory.resolve("steady"));
            restarted.save(directory.resolve("restarted"));
            assertThat(directory.resolve("restarted")).hasSameBinaryContentAs(directory.resolve("steady"));
        } finally {
            delete(directory);
        }
    }

    @Provide
    Arbitrary<ByteBuffer> commands() {
        Arbitrary<Command.SessionRequest> requests = Combinators.combine(
                        Arbitraries.strings().withCharRange('a', 'g').ofLength(1),
                        // Mostly sequence 1: other sessions are there seldom enough.
                        Arbitraries.frequency(Tuple.of(4, 1L), Tuple.of(3, 2L), Tuple.of(1, 3L)))
                .as(Command.SessionRequest::new);
        Arbitrary<String> keys = Arbitraries.of("k", "l", "ß", "\uFFFF", "😀");
        Arbitrary<byte[]> payloads = Arbitraries.bytes().array(byte[].class).ofMaxSize(5);
        Arbitrary<ByteBuffer> writes = Combinators.combine(
                        Arbitraries.integers().between(0, 3), keys, payloads, requests.injectNull(0.15))
                .as((kind, key, payload, request) -> CommandCodec.encode(
                        kind == 0
                                ? new Command.Put(key, payload, request)
                                : new Command.Append(key, payload, request)));
        return Arbitraries.frequencyOf(
                Tuple.of(20, writes),
                Tuple.of(1, Arbitraries.just(ByteBuffer.allocate(0))),
                Tuple.of(1, Arbitraries.just(ByteBuffer.wrap(new byte[] {1, 0, 0, 9, 'x'}))));
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}

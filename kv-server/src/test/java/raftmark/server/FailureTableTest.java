package raftmark.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import raftmark.kv.machine.CommandCodec;
import raftmark.kv.machine.Reply;
import raftmark.kv.spi.BusyException;
import raftmark.kv.spi.MaybeCommittedException;
import raftmark.kv.spi.NotLeaderException;
import raftmark.kv.spi.UnsupportedReadLevelException;
import raftmark.kv.v1.ReadLevel;

/** Every row of "what a failure tells the client", in both styles, with its trailer. */
class FailureTableTest {
    private static HandlerConfig handler(HandlerStyle style) {
        return style == HandlerStyle.ASYNC ? HandlerConfig.ASYNC_DIRECT : HandlerConfig.fixed(style, 2);
    }

    static Stream<Arguments> failures() {
        return Stream.of(HandlerStyle.values())
                .flatMap(style -> Stream.of(
                        Arguments.of(style, new NotLeaderException(null), "UNAVAILABLE refused", "UNAVAILABLE refused"),
                        Arguments.of(
                                style,
                                new BusyException("full"),
                                "RESOURCE_EXHAUSTED refused",
                                "RESOURCE_EXHAUSTED refused"),
                        Arguments.of(
                                style,
                                new MaybeCommittedException("lost", null),
                                "ABORTED unknown",
                                "UNAVAILABLE refused"),
                        Arguments.of(
                                style,
                                new UnsupportedReadLevelException(
                                        "scripted", raftmark.kv.spi.ReadLevel.LEASE, java.util.Set.of()),
                                "INVALID_ARGUMENT refused",
                                "INVALID_ARGUMENT refused"),
                        Arguments.of(
                                style,
                                new IllegalStateException("a bug in the backend"),
                                "ABORTED unknown",
                                "UNAVAILABLE refused")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatTheBackendFailsWith(HandlerStyle style, RuntimeException failure, String write, String read)
            throws Exception {
        ScriptedBackend backend = new ScriptedBackend();
        try (Rig rig = new Rig(backend, 1, FrontEndConfig.defaults().withHandler(handler(style)))) {
            ScriptedBackend.Node node = backend.nodes.get(Rig.id(1));
            if (failure instanceof NotLeaderException) {
                node.leader = null;
            }
            node.onSubmit = command -> failedLater(failure);
            node.onRead = level -> failedLater(failure);

            assertThat(Rig.Failed.of(() -> rig.kv(1).put(Rig.put("k", "v"))).row())
                    .isEqualTo(write);
            assertThat(Rig.Failed.of(() -> rig.kv(1).append(Rig.append("k", "v")))
                            .row())
                    .isEqualTo(write);
            assertThat(Rig.Failed.of(() -> rig.kv(1).get(Rig.get("k", ReadLevel.READ_INDEX)))
                            .row())
                    .isEqualTo(read);
            assertThat(rig.admin(1)
                            .stats(raftmark.kv.v1.StatsRequest.getDefaultInstance())
                            .getOperationsMap())
                    .containsEntry("errors", 3L)
                    .containsEntry("put", 0L);
        }
    }

    private static <T> CompletableFuture<T> failedLater(RuntimeException failure) {
        return CompletableFuture.supplyAsync(() -> {
            throw failure;
        });
    }

    @ParameterizedTest
    @EnumSource(HandlerStyle.class)
    void whatTheStateMachineRefuses(HandlerStyle style) throws Exception {
        ScriptedBackend backend = new ScriptedBackend();
        try (Rig rig = new Rig(backend, 1, FrontEndConfig.defaults().withHandler(handler(style)))) {
            assertThat(refusal(rig, backend, Reply.Status.VALUE_TOO_LARGE)).isEqualTo("OUT_OF_RANGE refused");
            assertThat(refusal(rig, backend, Reply.Status.SESSION_EXPIRED)).isEqualTo("FAILED_PRECONDITION refused");
            assertThat(refusal(rig, backend, Reply.Status.STALE_SEQUENCE)).isEqualTo("FAILED_PRECONDITION refused");
        }
    }

    private static String refusal(Rig rig, ScriptedBackend backend, Reply.Status status) {
        ByteBuffer reply = CommandCodec.encode(new Reply(status, false, new byte[0]));
        backend.nodes.get(Rig.id(1)).onSubmit = command -> CompletableFuture.completedFuture(reply.duplicate());
        Rig.Failed failed = Rig.Failed.of(() -> rig.kv(1).append(Rig.append("k", "v")));
        // The trailer is what tells an expired session from a redirect.
        assertThat(failed.leader()).isNull();
        return failed.row();
    }
}

package raftmark.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static raftmark.testkit.WireCalls.assertRefused;
import static raftmark.testkit.WireCalls.get;
import static raftmark.testkit.WireCalls.put;
import static raftmark.testkit.WireCalls.text;

import io.grpc.Status;
import org.junit.jupiter.api.Test;
import raftmark.kv.spi.Peer;
import raftmark.kv.spi.ReadLevel;

/** What a read sees. */
interface ReadContract extends Contract {
    @Test
    default void aReadSeesWhatWasWrittenAtAnotherServer() {
        cluster().leader();
        int round = 0;
        for (ReadLevel level : ReadLevel.values()) {
            if (level == ReadLevel.LOCAL || !capabilities().readLevels().contains(level)) {
                continue;
            }
            for (Peer writer : cluster().peers()) {
                for (Peer reader : cluster().peers()) {
                    String value = "v" + round++;
                    cluster()
                            .untilAnswered(
                                    "put at " + writer.id(),
                                    () -> cluster().at(writer).put(put("fresh", value)));
                    String seen = cluster()
                            .untilAnswered(
                                    level + " at " + reader.id(),
                                    () -> text(cluster().at(reader).get(get("fresh", wire(level)))));
                    assertThat(seen)
                            .as("%s at %s of what was put at %s", level, reader.id(), writer.id())
                            .isEqualTo(value);
                }
            }
        }
    }

    @Test
    default void aLocalReadSeesWhatWasWrittenAfterAWhile() {
        cluster().at(cluster().leader()).put(put("local", "here"));
        cluster().awaitSameMap();
        for (Peer peer : cluster().peers()) {
            assertThat(text(cluster().at(peer).get(get("local", raftmark.kv.v1.ReadLevel.LOCAL))))
                    .as("the map of %s", peer.id())
                    .isEqualTo("here");
        }
    }

    @Test
    default void aReadLevelThatTheBackendLacksIsRefused() {
        for (ReadLevel level : ReadLevel.values()) {
            if (!capabilities().readLevels().contains(level)) {
                for (Peer peer : cluster().peers()) {
                    assertRefused(
                            level + " at " + peer.id(),
                            Status.Code.INVALID_ARGUMENT,
                            () -> cluster().at(peer).get(get("x", wire(level))));
                }
            }
        }
        assertThat(capabilities().readLevels()).contains(ReadLevel.LOCAL, ReadLevel.LOG_READ);
    }

    private static raftmark.kv.v1.ReadLevel wire(ReadLevel level) {
        return raftmark.kv.v1.ReadLevel.valueOf(level.name());
    }
}

package raftmark.kv.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import org.junit.jupiter.api.Test;
import raftmark.kv.wire.Outcome;

class ServersTest {
    @Test
    void leavingGoesRoundAndASecondLeaveOfTheSameServerDoesNothing() {
        try (Servers servers = new Servers(List.of("a:1", "b:1", "a:1", "c:1"))) {
            assertThat(servers.current()).isEqualTo("a:1");
            servers.leave("a:1");
            servers.leave("a:1");
            assertThat(servers.current()).isEqualTo("b:1");
            servers.leave("b:1");
            assertThat(servers.current()).isEqualTo("c:1");
            servers.leave("c:1");
            assertThat(servers.current()).isEqualTo("a:1");
        }
    }

    @Test
    void aLeaderThatFailsIsLeftForAListedServer() {
        try (Servers servers = new Servers(List.of("a:1"))) {
            assertThat(servers.follow("leader:1")).isTrue();
            assertThat(servers.current()).isEqualTo("leader:1");
            servers.leave("leader:1");
            assertThat(servers.current()).isEqualTo("a:1");
            servers.leave("a:1");
            assertThat(servers.current()).isEqualTo("a:1");
        }
    }

    @Test
    void redirectsToEverNewServersAreNotBelievedForever() {
        try (Servers servers = new Servers(List.of("a:1"))) {
            servers.stub("a:1");
            for (int i = 0; i < 16; i++) {
                assertThat(servers.follow("leader-" + i + ":1")).isTrue();
                servers.stub(servers.current());
            }
            assertThat(servers.follow("leader-16:1")).isFalse();
            assertThat(servers.follow("leader-3:1")).isTrue();
            assertThat(servers.follow("a:1")).isTrue();
            assertThat(servers.current()).isEqualTo("a:1");
        }
    }

    @Test
    void nothingIsOpenedAfterTheEnd() {
        Servers servers = new Servers(List.of("a:1"));
        servers.close();
        assertThatThrownBy(() -> servers.stub("a:1")).isInstanceOfSatisfying(StatusRuntimeException.class, failure -> {
            assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.CANCELLED);
            assertThat(Outcome.of(failure.getTrailers())).isEqualTo(Outcome.REFUSED);
        });
    }
}

package raftmark.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static raftmark.testkit.WireCalls.append;
import static raftmark.testkit.WireCalls.assertRefused;
import static raftmark.testkit.WireCalls.get;
import static raftmark.testkit.WireCalls.text;

import io.grpc.Status;
import org.junit.jupiter.api.Test;
import raftmark.kv.spi.Peer;

/** Exactly once: what a request id promises. */
interface SessionContract extends Contract {
    @Test
    default void aRetriedAppendAppliesOnceWhateverHappensBetween() {
        assertAnsweredAsBefore("first", "(none)", 1, "a;");
        assertAnsweredAsBefore("a retry at once", "(none)", 1, "a;");
        assertAnsweredAsBefore("the next", "a;", 2, "b;");

        cluster().transferLeadership();
        assertAnsweredAsBefore("a retry after a leader change", "a;", 2, "b;");

        cluster().peers().forEach(cluster()::snapshot);
        assertAnsweredAsBefore("a retry after a snapshot", "a;", 2, "b;");

        cluster().peers().forEach(cluster()::stop);
        cluster().peers().forEach(cluster()::restart);
        cluster().leader();
        assertAnsweredAsBefore("a retry after a restart from the snapshot", "a;", 2, "b;");

        assertThat(text(cluster().at(cluster().leader()).get(get("once"))))
                .as("each token is there once")
                .isEqualTo("a;b;");
        cluster().awaitSameMap();
    }

    private void assertAnsweredAsBefore(String what, String oldValue, long sequence, String token) {
        for (Peer peer : cluster().peers()) {
            String answer = cluster()
                    .untilAnswered(
                            what + " at " + peer.id(),
                            () -> text(cluster().at(peer).append(append("once", token, "once-client", sequence))));
            assertThat(answer).as("%s at %s", what, peer.id()).isEqualTo(oldValue);
        }
    }

    @Test
    default void aSequenceBelowTheLastIsRefused() {
        Peer leader = cluster().leader();
        cluster().at(leader).append(append("stale", "a", "stale-client", 1));
        cluster().at(leader).append(append("stale", "b", "stale-client", 7));
        assertRefused(
                "a sequence below the last",
                Status.Code.FAILED_PRECONDITION,
                () -> cluster().at(leader).append(append("stale", "c", "stale-client", 6)));
        assertThat(text(cluster().at(leader).get(get("stale")))).isEqualTo("ab");
    }

    @Test
    default void aSessionThatOthersPushedOutHasExpired() {
        Peer leader = cluster().leader();
        cluster().at(leader).append(append("expiry", "a", "expiring", 1));
        for (int i = 0; i < BackendContractTest.LIMITS.sessionsMax(); i++) {
            String other = "expiry-other-" + i;
            cluster().at(leader).append(append("expiry-others", "x", other, 1));
        }
        for (Peer peer : cluster().peers()) {
            assertRefused(
                    "an expired session at " + peer.id(),
                    Status.Code.FAILED_PRECONDITION,
                    () -> cluster().at(peer).append(append("expiry", "b", "expiring", 2)));
        }
        assertThat(text(cluster().at(leader).get(get("expiry")))).isEqualTo("a");
    }
}

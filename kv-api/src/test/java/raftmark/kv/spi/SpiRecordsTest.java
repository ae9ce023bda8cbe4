package raftmark.kv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpiRecordsTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final Peer PEER1 = new Peer(N1, "127.0.0.1", 5001, 6001);
    private static final Peer PEER2 = new Peer(N2, "127.0.0.1", 5002, 6002);
    private static final Duration MIN = NodeConfig.ELECTION_TIMEOUT_MIN;
    private static final Duration MAX = NodeConfig.ELECTION_TIMEOUT_MAX;

    @ParameterizedTest
    @ValueSource(strings = {"n1", "a", "Node_2-x"})
    void aNodeIdIsANameOfLettersAndDigits(String name) {
        assertThat(new NodeId(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "n 1", "n1:2", "n1=x", "ñ", "n1\n"})
    void otherNodeIdsAreRefusedByName(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NodeId(name))
                .withMessageContaining("'" + name + "'")
                .withMessageContaining("for instance n1");
    }

    @Test
    void aNodeIdHas64CharactersAtMost() {
        assertThat(new NodeId("x".repeat(64)).value()).hasSize(64);
        assertThatIllegalArgumentException().isThrownBy(() -> new NodeId("x".repeat(65)));
    }

    @Test
    void aPeerHasAddresses() {
        assertThat(PEER1.kvEndpoint()).isEqualTo("127.0.0.1:5001");
        assertThat(PEER1.raftEndpoint()).isEqualTo("127.0.0.1:6001");
        assertThat(new Peer(N1, "::1", 1, 2).kvEndpoint()).isEqualTo("[::1]:1");
        assertThat(new Peer(N1, "[::1]", 1, 65_535).raftEndpoint()).isEqualTo("[::1]:65535");
    }

    @Test
    void aPeerNamesTheFieldThatIsWrong() {
        assertRefused(() -> new Peer(N1, " ", 1, 2), "n1", "host");
        assertRefused(() -> new Peer(N1, "h", 0, 2), "n1", "kvPort 0");
        assertRefused(() -> new Peer(N1, "h", 1, 65_536), "n1", "raftPort 65536");
        assertRefused(() -> new Peer(N1, "h", 7, 7), "kvPort and raftPort are both 7");
    }

    @Test
    void aNodeConfigFindsItsPeers() {
        NodeConfig config = config(List.of(PEER1, PEER2), N2);
        assertThat(config.selfPeer()).isEqualTo(PEER2);
        assertThat(config.peer(N1)).isEqualTo(PEER1);
        assertRefused(() -> config.peer(new NodeId("n9")), "n9");
    }

    @Test
    void aNodeConfigNamesTheFieldThatIsWrong() {
        assertRefused(() -> config(List.of(PEER1, PEER2), new NodeId("n3")), "self n3");
        assertRefused(() -> config(List.of(), N1), "self n1");
        assertRefused(() -> config(List.of(PEER1, new Peer(N1, "h", 1, 2)), N1), "id n1 is there twice");
        assertRefused(
                () -> config(List.of(PEER1, new Peer(N2, "127.0.0.1", 6001, 7001)), N1), "n2", "used twice", "6001");
        assertRefused(() -> config("c", "", MIN, MAX), "bindHost");
        assertRefused(() -> config(" ", "127.0.0.1", MIN, MAX), "clusterId");
        assertRefused(() -> config("c", "127.0.0.1", Duration.ZERO, MAX), "PT0S to PT2S");
        assertRefused(() -> config("c", "127.0.0.1", MAX, MIN), "PT2S to PT1S");
    }

    @Test
    void aNodeConfigKeepsCopies() {
        List<Peer> peers = new ArrayList<>(List.of(PEER1, PEER2));
        NodeConfig config = config(peers, N1);
        peers.clear();
        assertThat(config.peers()).containsExactly(PEER1, PEER2);
    }

    @Test
    void optionsInForceAreTheGivenOnesOverTheDefaults() {
        Capabilities capabilities = capabilities(List.of(
                new Capabilities.Option("size", "4", "threads"), new Capabilities.Option("mode", "a", "a or b")));
        assertThat(capabilities.resolve(Map.of("mode", "b")))
                .containsExactly(Map.entry("size", "4"), Map.entry("mode", "b"));
    }

    @Test
    void anUnknownOptionIsAnErrorThatListsTheKnown() {
        Capabilities capabilities = capabilities(List.of(
                new Capabilities.Option("size", "4", "threads"), new Capabilities.Option("mode", "a", "a or b")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> capabilities.resolve(Map.of("sise", "5")))
                .withMessage("unknown backend option 'sise' for Library 1.0. Known: "
                        + "size (default 4): threads; mode (default a): a or b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> capabilities(List.of()).resolve(Map.of("x", "1")))
                .withMessageEndingWith("Known: none");
    }

    @Test
    void capabilitiesAreConsistent() {
        Set<ReadLevel> all = EnumSet.allOf(ReadLevel.class);
        Capabilities.Option option = new Capabilities.Option("a", "", "");
        Capabilities.ThreadPool pool = new Capabilities.ThreadPool("rpc", "rpc-\\d+", "");
        assertRefused(() -> capabilities(Set.of(ReadLevel.LOCAL), Set.of(), List.of(), List.of()), "LOG_READ");
        assertRefused(
                () -> capabilities(
                        Set.of(ReadLevel.LOCAL, ReadLevel.LOG_READ), Set.of(ReadLevel.LEASE), List.of(), List.of()),
                "followerReadLevels [LEASE]");
        assertRefused(() -> capabilities(all, all, List.of(option, option), List.of()), "options", "[a, a]");
        assertRefused(() -> capabilities(all, all, List.of(), List.of(pool, pool)), "threadPools", "[rpc, rpc]");
        assertRefused(
                () -> new Capabilities(
                        "Library 1.0", all, all, Map.of(), List.of(option), Map.of("a", "1"), List.of(), true),
                "fixedSettings has a,");
        assertRefused(() -> new Capabilities.Option("a=b", "", ""), "a=b");
        assertRefused(() -> new Capabilities.ThreadPool("p", "(", ""), "(");
        assertRefused(() -> new Capabilities.ThreadPool("", "x", ""), "name");
    }

    @Test
    void aNodeLeadsWhenItIsReadyToo() {
        assertThat(status(NodeStatus.Role.LEADER, true).leads()).isTrue();
        assertThat(status(NodeStatus.Role.LEADER, false).leads()).isFalse();
        assertThat(status(NodeStatus.Role.FOLLOWER, true).leads()).isFalse();
    }

    @Test
    void failuresSayWhoLeadsAndWhatIsOffered() {
        assertThat(new NotLeaderException(N2)).hasMessage("not the leader; n2 leads");
        assertThat(new NotLeaderException(N2).hint()).contains(N2);
        assertThat(new NotLeaderException(null).hint()).isEmpty();
        assertThat(new UnsupportedReadLevelException("b", ReadLevel.LEASE, Set.of(ReadLevel.LOCAL)))
                .hasMessage("backend b does not offer the read level LEASE; it offers [LOCAL]");
        assertThat(new BusyException("full").getStackTrace()).isEmpty();
    }

    private static NodeStatus status(NodeStatus.Role role, boolean ready) {
        return new NodeStatus(role, ready, 1, null, 0, 0);
    }

    private static NodeConfig config(List<Peer> peers, NodeId self) {
        return new NodeConfig("c", self, peers, Path.of("data"), "127.0.0.1", MIN, MAX, Map.of());
    }

    private static NodeConfig config(String clusterId, String bindHost, Duration min, Duration max) {
        return new NodeConfig(clusterId, N1, List.of(PEER1), Path.of("data"), bindHost, min, max, Map.of());
    }

    private static Capabilities capabilities(List<Capabilities.Option> options) {
        return capabilities(EnumSet.allOf(ReadLevel.class), Set.of(), options, List.of());
    }

    private static Capabilities capabilities(
            Set<ReadLevel> levels,
            Set<ReadLevel> followerLevels,
            List<Capabilities.Option> options,
            List<Capabilities.ThreadPool> pools) {
        return new Capabilities("Library 1.0", levels, followerLevels, Map.of(), options, pools, true);
    }

    private static void assertRefused(Runnable construction, String... parts) {
        assertThatIllegalArgumentException()
                .isThrownBy(construction::run)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }
}

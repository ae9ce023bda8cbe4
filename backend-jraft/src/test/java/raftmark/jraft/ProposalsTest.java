package raftmark.jraft;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.entity.Task;
import com.alipay.sofa.jraft.error.RaftError;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import raftmark.kv.spi.BusyException;
import raftmark.kv.spi.MaybeCommittedException;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.NotLeaderException;
import raftmark.kv.spi.Peer;

/** What a proposal's failure is called, for failures that a real node gives in a moment that no test can hit. */
class ProposalsTest {
    private final AtomicBoolean leads = new AtomicBoolean(true);

    private CompletableFuture<ByteBuffer> submitted(RaftError error, boolean leadsStill) {
        NodeId id = new NodeId("n1");
        Leadership leadership = new Leadership(Members.of(new NodeConfig(
                "c",
                id,
                List.of(new Peer(id, "127.0.0.1", 1, 2)),
                Path.of("unused"),
                "127.0.0.1",
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Map.of())));
        leadership.onLeaderStart(1);
        leads.set(true);
        Node node = (Node) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Node.class}, (self, method, given) -> {
                    if (method.getName().equals("isLeader")) {
                        return leads.get();
                    }
                    leads.set(leadsStill);
                    ((Task) given[0]).getDone().run(new Status(error, "from the test"));
                    return null;
                });
        return new Proposals(node, leadership).submit(ByteBuffer.allocate(1));
    }

    @Test
    void busyWhileItHandsOverMeansThatItLeadsNoLonger() {
        assertThatThrownBy(submitted(RaftError.EBUSY, false)::join).hasCauseInstanceOf(NotLeaderException.class);
    }

    @Test
    void busyWhileItLeadsIsBusy() {
        assertThatThrownBy(submitted(RaftError.EBUSY, true)::join).hasCauseInstanceOf(BusyException.class);
    }

    @Test
    void anEndOfLeadershipProvesNothing() {
        assertThatThrownBy(submitted(RaftError.EPERM, false)::join).hasCauseInstanceOf(MaybeCommittedException.class);
    }
}

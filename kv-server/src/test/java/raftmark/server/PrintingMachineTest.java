package raftmark.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import raftmark.kv.machine.Command;
import raftmark.kv.machine.CommandCodec;
import raftmark.kv.machine.KvStateMachine;
import raftmark.kv.machine.MachineLimits;
import raftmark.kv.spi.Capabilities;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.RaftBackend;
import raftmark.kv.spi.RaftNode;
import raftmark.kv.spi.ReplicatedStateMachine;
import raftmark.kv.v1.ReadLevel;

/** Every replica prints every write, where it applies it. */
class PrintingMachineTest {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void writesArePrintedWithTheirIndexAndReadsThroughTheLogAreNot() {
        ReplicatedStateMachine machine = new PrintingMachine(
                new KvStateMachine(new MachineLimits(3, 10, 1000)), new OperationPrinter("n2", lines::add));
        machine.apply(4, CommandCodec.encode(new Command.Put("K1", bytes("7"), null)));
        machine.apply(5, ByteBuffer.allocate(0));
        machine.apply(6, CommandCodec.encode(new Command.Append("K1", bytes("a\n"), null)));
        machine.apply(7, CommandCodec.encode(new Command.Append("K1", bytes("b"), null)));
        machine.apply(8, CommandCodec.encode(new Command.Append("K2", bytes("c"), null)));
        assertThat(machine.apply(9, ByteBuffer.wrap(new byte[] {77})).remaining())
                .isPositive();
        assertThat(lines)
                .containsExactly(
                        "n2 applied 4: Put(K1, \"7\") -> success",
                        "n2 applied 6: Append(K1, \"a\\u000a\") -> old value \"7\"",
                        "n2 applied 7: Append(K1, \"b\") -> OUT_OF_RANGE (refused): args: the accumulated value would pass"
                                + " its cap; the value is unchanged",
                        "n2 applied 8: Append(K2, \"c\") -> created");
    }

    @Test
    void theFrontEndPrintsTheRest() throws Exception {
        FrontEndConfig config = FrontEndConfig.defaults().withPrintOperations(true);
        try (Rig rig = new Rig(new Replicated(), 2, config, lines::add)) {
            rig.kv(2).put(Rig.put("K1", "7"));
            rig.kv(1).get(Rig.get("K1", ReadLevel.LOG_READ));
            Rig.Failed.of(() -> rig.kv(1).put(Rig.put("", "7")));
        }
        assertThat(lines)
                .containsExactly(
                        "n1 applied 1: Put(K1, \"7\") -> success",
                        "n1 Get(K1) -> value \"7\"",
                        "n1 Put(, \"7\") -> INVALID_ARGUMENT (refused): key: is empty; it takes 1 to 4096 bytes of UTF-8");
    }

    @Test
    void nothingStandsBeforeTheMachineWhenNothingIsPrinted() throws Exception {
        Replicated backend = new Replicated();
        try (Rig rig = new Rig(backend, 1, FrontEndConfig.defaults(), lines::add)) {
            assertThat(backend.machine).isSameAs(rig.nodes.get(Rig.id(1)).machine());
        }
    }

    /** The rung {@code local}, which says that it replicates. */
    private static final class Replicated implements RaftBackend {
        private final LocalBackend local = new LocalBackend();
        private volatile ReplicatedStateMachine machine;

        @Override
        public String name() {
            return "replicated";
        }

        @Override
        public Capabilities capabilities() {
            Capabilities rung = local.capabilities();
            return new Capabilities(
                    "Local, said to replicate",
                    rung.readLevels(),
                    rung.followerReadLevels(),
                    rung.readCaveats(),
                    List.of(),
                    List.of(),
                    true);
        }

        @Override
        public RaftNode start(NodeConfig config, ReplicatedStateMachine started) throws IOException {
            machine = started;
            return local.start(config, started);
        }
    }
}

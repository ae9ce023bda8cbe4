package raftmark.kv.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import raftmark.kv.machine.Reply.Status;

class KvStateMachineTest {
    private final KvStateMachine machine = new KvStateMachine(new MachineLimits(10, 3, 1000));
    private final Applier applier = new Applier(machine);

    @Test
    void putSetsAndOverwrites() {
        assertReply(applier.put("k", "one"), Status.OK, false, "");
        assertReply(applier.put("k", "two"), Status.OK, true, "");
        assertThat(applier.get("k")).isEqualTo("two");
        assertThat(applier.get("other")).isNull();
    }

    @Test
    void appendCreatesThenAnswersTheValueBefore() {
        assertReply(applier.append("k", "ab"), Status.OK, false, "");
        assertReply(applier.append("k", "cd"), Status.OK, true, "ab");
        assertReply(applier.append("k", ""), Status.OK, true, "abcd");
        assertThat(applier.get("k")).isEqualTo("abcd");
    }

    @Test
    void anEntryAppliedTwiceOrOutOfOrderIsAFaultOfTheLibrary() {
        ByteBuffer put = CommandCodec.encode(new Command.Put("k", new byte[] {'x'}, null));
        machine.apply(7, put);
        for (long index : new long[] {7, 6}) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> machine.apply(index, put))
                    .withMessage("log index " + index + " comes after 7");
        }
        machine.apply(9, put);
    }

    @Test
    void anEmptyAppendCreatesAnEmptyValue() {
        assertReply(applier.append("k", ""), Status.OK, false, "");
        assertThat(applier.get("k")).isEmpty();
        assertReply(applier.append("k", "x"), Status.OK, true, "");
    }

    @Test
    void anAppendUpToTheCapIsFineAndOneBeyondChangesNothing() {
        applier.append("k", "123456789");
        assertReply(applier.append("k", "ab"), Status.VALUE_TOO_LARGE, true, "");
        assertThat(applier.get("k")).isEqualTo("123456789");
        assertReply(applier.append("k", "a"), Status.OK, true, "123456789");
        assertThat(applier.get("k")).isEqualTo("123456789a");
        assertReply(applier.append("new", "12345678901"), Status.VALUE_TOO_LARGE, false, "");
        assertThat(applier.get("new")).isNull();
    }

    @Test
    void theCapIsOfAppendAlone() {
        assertReply(applier.put("k", "12345678901"), Status.OK, false, "");
        assertReply(applier.append("k", ""), Status.VALUE_TOO_LARGE, true, "");
    }

    @Test
    void aReaderKeepsTheValueThatItGot() {
        applier.put("k", "old");
        byte[] seen = machine.get("k");
        applier.append("k", "+new");
        applier.put("k", "other");
        assertThat(Applier.text(seen)).isEqualTo("old");
    }

    @Test
    void anEmptyCommandMovesTheIndexAndNothingElse() {
        applier.put("c", 1, "k", "v");
        MapDigest before = machine.digest();
        assertThat(applier.raw(ByteBuffer.allocate(0)).remaining()).isZero();
        MapDigest after = machine.digest();
        assertThat(after.index()).isEqualTo(before.index() + 1);
        assertThat(after.checksum()).isEqualTo(before.checksum());
        assertThat(after.entries()).isEqualTo(1);
        assertThat(machine.sessionCount()).isEqualTo(1);
    }

    @Test
    void theDigestIsComputedAgainOnlyAfterAChange() {
        applier.put("k", "v");
        String checksum = machine.digest().checksum();
        applier.raw(ByteBuffer.allocate(0));
        // The same string, so nothing was hashed; the index has moved all the same.
        assertThat(machine.digest().checksum()).isSameAs(checksum);
        assertThat(machine.digest().index()).isEqualTo(2);
        applier.append("k", "w");
        String appended = machine.digest().checksum();
        assertThat(appended).isNotEqualTo(checksum);
        applier.put("k", "v");
        assertThat(machine.digest().checksum()).isEqualTo(checksum);
    }

    @Test
    void aMalformedCommandIsAnsweredAndChangesNothing() {
        applier.put("k", "v");
        String checksum = machine.digest().checksum();
        Reply reply = CommandCodec.decodeReply(applier.raw(ByteBuffer.wrap(new byte[] {9, 0, 0, 1, 'k', 'x'})));
        assertReply(reply, Status.MALFORMED, false, "");
        assertThat(machine.digest().checksum()).isEqualTo(checksum);
        assertThat(machine.digest().index()).isEqualTo(2);
    }

    @Test
    void theCommandsBufferIsTheLibrarysOwn() {
        ByteBuffer command = CommandCodec.encode(new Command.Append("k", Applier.bytes("v"), null));
        int length = command.remaining();
        applier.raw(command);
        assertThat(command.remaining()).isEqualTo(length);
        command.put(length - 1, (byte) 'X');
        assertThat(applier.get("k")).isEqualTo("v");
    }

    @Test
    void theDigestDependsOnKeysAndValuesAndTheirBorders() {
        KvStateMachine other = new KvStateMachine(MachineLimits.DEFAULT);
        Applier there = new Applier(other);
        assertThat(machine.digest()).isEqualTo(other.digest());
        assertThat(machine.digest().index()).isZero();
        applier.put("ab", "c");
        there.put("a", "bc");
        assertThat(machine.digest().checksum()).isNotEqualTo(other.digest().checksum());
        applier.put("a", "bc");
        there.put("ab", "c");
        assertThat(machine.digest()).isEqualTo(other.digest());
        assertThat(machine.digest().entries()).isEqualTo(2);
    }

    @Test
    void limitsNameTheFieldAndTheValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MachineLimits(8 * 1024 * 1024 + 1, 1, 1))
                .withMessageContaining("appendedValueBytesMax 8388609");
        assertThatIllegalArgumentException().isThrownBy(() -> new MachineLimits(0, 1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MachineLimits(1, 0, 1))
                .withMessageContaining("sessionsMax 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MachineLimits(1, 1, 0))
                .withMessageContaining("sessionReplyBytesMax 0");
    }

    private static void assertReply(Reply reply, Status status, boolean found, String oldValue) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.found()).isEqualTo(found);
        assertThat(Applier.text(reply.oldValue())).isEqualTo(oldValue);
    }
}

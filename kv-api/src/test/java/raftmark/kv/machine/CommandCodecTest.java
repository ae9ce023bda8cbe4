package raftmark.kv.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import raftmark.kv.machine.CommandCodec.MalformedCommandException;

class CommandCodecTest {
    @Property(tries = 150)
    void aCommandComesBack(@ForAll("commands") Command command) throws Exception {
        assertSame(CommandCodec.decode(CommandCodec.encode(command)), command);
    }

    @Property(tries = 60)
    void theBufferIsLeftAsItWasWhateverItsKind(@ForAll("commands") Command command, @ForAll boolean direct)
            throws Exception {
        ByteBuffer encoded = CommandCodec.encode(command);
        ByteBuffer embedded = direct
                ? ByteBuffer.allocateDirect(encoded.remaining() + 7)
                : ByteBuffer.allocate(encoded.remaining() + 7);
        embedded.order(ByteOrder.LITTLE_ENDIAN).position(3);
        embedded.put(encoded.duplicate()).flip().position(3);
        ByteBuffer before = embedded.duplicate();

        assertSame(CommandCodec.decode(embedded.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN)), command);
        assertSame(CommandCodec.decode(embedded), command);
        assertThat(embedded).isEqualTo(before);
        assertThat(embedded.position()).isEqualTo(3);
    }

    @Property(tries = 60)
    void theCommandSharesNoByteWithTheBuffer(@ForAll("commands") Command command) throws Exception {
        ByteBuffer encoded = CommandCodec.encode(command);
        Command decoded = CommandCodec.decode(encoded);
        Arrays.fill(encoded.array(), (byte) 0x55);
        assertSame(decoded, command);
    }

    @Property(tries = 50)
    void aTruncatedHeadIsMalformed(@ForAll("commands") Command command) {
        ByteBuffer encoded = CommandCodec.encode(command);
        int head = encoded.remaining() - payload(command).length;
        for (int length = 0; length < head; length++) {
            ByteBuffer truncated = encoded.duplicate().limit(length);
            assertThatThrownBy(() -> CommandCodec.decode(truncated)).isInstanceOf(MalformedCommandException.class);
        }
    }

    @Property(tries = 2000)
    void whateverDecodesIsWhatEncodeMakes(@ForAll("nearlyCommands") byte[] bytes) {
        try {
            Command command = CommandCodec.decode(ByteBuffer.wrap(bytes));
            assertThat(CommandCodec.encode(command)).isEqualTo(ByteBuffer.wrap(bytes));
        } catch (MalformedCommandException e) {
            assertThat(e)
                    .hasMessageMatching("opcode -?\\d+|truncated command|sequence -?\\d+|(key|client id) (of|that) .*");
        }
    }

    @Example
    void whatIsOutOfBoundsIsMalformed() {
        assertMalformed(command(1, "", 0, 0, 1), "key of 0 bytes");
        assertMalformed(command(1, "", 0, 4097, 1), "key of 4097 bytes");
        assertMalformed(command(2, "c".repeat(129), 1, 1, 1), "client id of 129 bytes");
        assertMalformed(command(2, "c", 0, 1, 1), "sequence 0");
        assertMalformed(command(2, "c", -1, 1, 1), "sequence -1");
        assertMalformed(command(3, "c", 1, 1, 1), "opcode 3");
        assertMalformed(command(0, "", 0, 1, 1), "opcode 0");
        assertMalformed(command(1, "", 0, 9, 1).limit(10), "truncated command");
    }

    /** A command put together by hand, its key and payload of the byte 'x'. */
    private static ByteBuffer command(int opcode, String client, long sequence, int keyBytes, int payloadBytes) {
        ByteBuffer buffer = ByteBuffer.allocate(2 + client.length() + 10 + keyBytes + payloadBytes);
        buffer.put((byte) opcode).put((byte) client.length()).put(client.getBytes(StandardCharsets.UTF_8));
        if (!client.isEmpty()) {
            buffer.putLong(sequence);
        }
        buffer.putShort((short) keyBytes);
        for (int i = 0; i < keyBytes + payloadBytes; i++) {
            buffer.put((byte) 'x');
        }
        return buffer.flip();
    }

    private static void assertMalformed(ByteBuffer command, String message) {
        assertThatThrownBy(() -> CommandCodec.decode(command))
                .isInstanceOf(MalformedCommandException.class)
                .hasMessage(message);
    }

    @Example
    void bytesThatAreNoTextAreMalformed() {
        ByteBuffer encoded = CommandCodec.encode(new Command.Put("k", new byte[] {1}, null));
        encoded.put(4, (byte) 0xFF);
        assertMalformed(encoded, "key that is no UTF-8");
    }

    @Example
    void theReplacementCharacterItselfIsAKey() throws Exception {
        Command put = new Command.Put("\uFFFD", new byte[] {1}, null);
        assertSame(CommandCodec.decode(CommandCodec.encode(put)), put);
    }

    @Example
    void whatIsTooLongIsRefused() {
        Command longKey = new Command.Put("x".repeat(4097), new byte[0], null);
        Command noKey = new Command.Append("", new byte[0], null);
        Command longClient = new Command.Put("k", new byte[0], new Command.SessionRequest("€".repeat(43), 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandCodec.encode(longKey))
                .withMessage("key of 4097 bytes of UTF-8 is not within 1 to 4096");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandCodec.encode(noKey))
                .withMessageContaining("key of 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandCodec.encode(longClient))
                .withMessage("client id of 129 bytes of UTF-8 is not within 1 to 128");
        assertThatIllegalArgumentException().isThrownBy(() -> new Command.SessionRequest("", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Command.SessionRequest("c", 0));
    }

    @Property(tries = 200)
    void aReplyComesBack(@ForAll Reply.Status status, @ForAll boolean found, @ForAll byte[] oldValue) {
        ByteBuffer encoded = CommandCodec.encode(new Reply(status, found, oldValue));
        ByteBuffer before = encoded.duplicate();
        Reply reply = CommandCodec.decodeReply(encoded);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.found()).isEqualTo(found);
        assertThat(reply.oldValue()).isEqualTo(oldValue);
        assertThat(encoded).isEqualTo(before);
    }

    @Example
    void bytesThatAreNoReplyAreRefused() {
        for (byte[] bytes : new byte[][] {{}, {0}, {5, 0}, {-1, 0}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CommandCodec.decodeReply(ByteBuffer.wrap(bytes)))
                    .withMessageContaining("no reply");
        }
    }

    /** Commands, and commands of which one byte was changed, and noise with a likely beginning. */
    @Provide
    Arbitrary<byte[]> nearlyCommands() {
        Arbitrary<byte[]> damaged = Combinators.combine(
                        small(), Arbitraries.integers().between(0, 40), Arbitraries.bytes())
                .as((command, position, change) -> {
                    byte[] bytes = CommandCodec.encode(command).array();
                    bytes[position % bytes.length] = change;
                    return bytes;
                });
        Arbitrary<byte[]> noise = Arbitraries.bytes()
                .between((byte) -3, (byte) 9)
                .array(byte[].class)
                .ofMaxSize(40);
        return Arbitraries.oneOf(damaged, noise);
    }

    @Provide
    Arbitrary<Command> commands() {
        return commands(4096, 128);
    }

    private static Arbitrary<Command> small() {
        return commands(12, 12);
    }

    private static Arbitrary<Command> commands(int keyBytesMax, int clientBytesMax) {
        Arbitrary<Command.SessionRequest> requests = Combinators.combine(
                        Texts.ofBytes(clientBytesMax), Arbitraries.longs().between(1, Long.MAX_VALUE))
                .as(Command.SessionRequest::new);
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Texts.ofBytes(keyBytesMax),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(200),
                        requests.injectNull(0.3))
                .as((put, key, payload, request) ->
                        put ? new Command.Put(key, payload, request) : new Command.Append(key, payload, request));
    }

    private static byte[] payload(Command command) {
        return command instanceof Command.Put put ? put.value() : ((Command.Append) command).args();
    }

    @Example
    void payloadsAreTakenFromTheMiddleOfABufferThatIsLeftAlone() {
        ByteBuffer middle = ByteBuffer.wrap("<value>".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .position(1)
                .limit(6);
        Command.SessionRequest request = new Command.SessionRequest("c", 7);
        byte[] value = Applier.bytes("value");
        assertThat(CommandCodec.encodePut("k", middle.asReadOnlyBuffer(), request))
                .isEqualTo(CommandCodec.encode(new Command.Put("k", value, request)));
        assertThat(CommandCodec.encodeAppend("k", middle, null))
                .isEqualTo(CommandCodec.encode(new Command.Append("k", value, null)));
        assertThat(middle.position()).isEqualTo(1);
        assertThat(middle.remaining()).isEqualTo(5);
    }

    private static void assertSame(Command actual, Command expected) {
        assertThat(actual.getClass()).isEqualTo(expected.getClass());
        assertThat(actual.key()).isEqualTo(expected.key());
        assertThat(actual.request()).isEqualTo(expected.request());
        assertThat(payload(actual)).isEqualTo(payload(expected));
        assertThat(actual.key().getBytes(StandardCharsets.UTF_8).length).isBetween(1, 4096);
    }
}

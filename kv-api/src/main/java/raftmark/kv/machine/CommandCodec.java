package raftmark.kv.machine;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import raftmark.kv.wire.Limits;

/**
 * Commands and replies as bytes of the replicated log. Big endian:
 *
 * <pre>
 * command: opcode u8 (1 put, 2 append) | client-id length u8 (0: no request id) | client id | sequence u64 (only with a client id)
 *          | key length u16 | key | value or args: the rest
 * reply:   status u8 | found u8 | old value: the rest
 * </pre>
 *
 * An empty command is the one that changes nothing; its reply is empty too.
 */
public final class CommandCodec {
    private static final byte PUT = 1;
    private static final byte APPEND = 2;

    private CommandCodec() {}

    /**
     * The command as bytes, in a buffer of its own, ready to be read.
     *
     * @throws IllegalArgumentException if key or client id is empty or longer than {@link Limits} allows; the front end
     *     refuses such requests before
     */
    public static ByteBuffer encode(Command command) {
        return command instanceof Command.Put put
                ? encodePut(put.key(), ByteBuffer.wrap(put.value()), put.request())
                : encodeAppend(command.key(), ByteBuffer.wrap(((Command.Append) command).args()), command.request());
    }

    /** A Put as {@link #encode(Command)} makes it, its value copied once, out of a buffer that is left as it was. */
    public static ByteBuffer encodePut(String key, ByteBuffer value, Command.@Nullable SessionRequest request) {
        return encode(PUT, key, value, request);
    }

    /** An Append as {@link #encode(Command)} makes it, its arguments copied once, out of a buffer that is left as it was. */
    public static ByteBuffer encodeAppend(String key, ByteBuffer args, Command.@Nullable SessionRequest request) {
        return encode(APPEND, key, args, request);
    }

    private static ByteBuffer encode(
            byte opcode, String keyText, ByteBuffer payload, Command.@Nullable SessionRequest request) {
        byte[] client =
                request == null ? new byte[0] : utf8("client id", request.clientId(), Limits.CLIENT_ID_BYTES_MAX);
        byte[] key = utf8("key", keyText, Limits.KEY_BYTES_MAX);
        int sequenceBytes = request == null ? 0 : Long.BYTES;
        ByteBuffer buffer =
                ByteBuffer.allocate(2 + client.length + sequenceBytes + 2 + key.length + payload.remaining());
        buffer.put(opcode).put((byte) client.length).put(client);
        if (request != null) {
            buffer.putLong(request.sequence());
        }
        return buffer.putShort((short) key.length)
                .put(key)
                .put(payload.duplicate())
                .flip();
    }

    /**
     * The command in the buffer, copied out of it; the buffer is left as it was.
     *
     * @throws MalformedCommandException if the bytes are no command, that is, nothing that {@link #encode(Command)} makes
     */
    public static Command decode(ByteBuffer buffer) throws MalformedCommandException {
        // A view is big endian whatever the buffer is, and the library's own buffer keeps its position.
        ByteBuffer view = buffer.duplicate();
        try {
            byte opcode = view.get();
            Command.SessionRequest request = null;
            int clientLength = Byte.toUnsignedInt(view.get());
            if (clientLength > 0) {
                String client = text("client id", view, clientLength, Limits.CLIENT_ID_BYTES_MAX);
                request = session(client, view.getLong());
            }
            String key = text("key", view, Short.toUnsignedInt(view.getShort()), Limits.KEY_BYTES_MAX);
            byte[] payload = bytes(view, view.remaining());
            return switch (opcode) {
                case PUT -> new Command.Put(key, payload, request);
                case APPEND -> new Command.Append(key, payload, request);
                default -> throw new MalformedCommandException("opcode " + opcode);
            };
        } catch (BufferUnderflowException e) {
            throw new MalformedCommandException("truncated command");
        }
    }

    /** The reply as bytes, in a buffer of its own. */
    public static ByteBuffer encode(Reply reply) {
        return ByteBuffer.allocate(2 + reply.oldValue().length)
                .put((byte) reply.status().ordinal())
                .put((byte) (reply.found() ? 1 : 0))
                .put(reply.oldValue())
                .flip();
    }

    /**
     * The reply in the buffer, which is left as it was.
     *
     * @throws IllegalArgumentException if the bytes are no reply
     */
    public static Reply decodeReply(ByteBuffer buffer) {
        ByteBuffer view = buffer.duplicate();
        if (view.remaining() < 2 || Byte.toUnsignedInt(view.get(view.position())) >= STATUSES.length) {
            throw new IllegalArgumentException(view.remaining() + " bytes that are no reply of the state machine");
        }
        Reply.Status status = STATUSES[view.get()];
        boolean found = view.get() != 0;
        return new Reply(status, found, bytes(view, view.remaining()));
    }

    private static final Reply.Status[] STATUSES = Reply.Status.values();

    private static byte[] utf8(String field, String text, int bytesMax) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 1 || bytes.length > bytesMax) {
            throw new IllegalArgumentException(
                    field + " of " + bytes.length + " bytes of UTF-8 is not within 1 to " + bytesMax);
        }
        return bytes;
    }

    private static Command.SessionRequest session(String clientId, long sequence) throws MalformedCommandException {
        if (sequence < 1) {
            throw new MalformedCommandException("sequence " + sequence);
        }
        return new Command.SessionRequest(clientId, sequence);
    }

    private static String text(String field, ByteBuffer buffer, int length, int bytesMax)
            throws MalformedCommandException {
        if (length < 1 || length > bytesMax) {
            throw new MalformedCommandException(field + " of " + length + " bytes");
        }
        byte[] bytes = bytes(buffer, length);
        String text = new String(bytes, StandardCharsets.UTF_8);
        // Bytes that are no UTF-8 decode to this character, so that damaged keys would become one key.
        if (text.indexOf('\uFFFD') >= 0 && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
            throw new MalformedCommandException(field + " that is no UTF-8");
        }
        return text;
    }

    private static byte[] bytes(ByteBuffer buffer, int length) {
        if (length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    /** The bytes are no command. */
    public static final class MalformedCommandException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedCommandException(String message) {
            super(message);
        }
    }
}

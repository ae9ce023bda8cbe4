package raftmark.kv.machine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

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

    /** The command as bytes, in a buffer of its own, ready to be read. */
    public static ByteBuffer encode(Command command) {
        byte opcode;
        byte[] payload;
        if (command instanceof Command.Put put) {
            opcode = PUT;
            payload = put.value();
        } else {
            opcode = APPEND;
            payload = ((Command.Append) command).args();
        }
        Command.SessionRequest request = command.request();
        byte[] client = request == null ? new byte[0] : request.clientId().getBytes(StandardCharsets.UTF_8);
        byte[] key = command.key().getBytes(StandardCharsets.UTF_8);
        int sequenceBytes = request == null ? 0 : Long.BYTES;
        ByteBuffer buffer = ByteBuffer.allocate(2 + client.length + sequenceBytes + 2 + key.length + payload.length);
        buffer.put(opcode).put((byte) client.length).put(client);
        if (request != null) {
            buffer.putLong(request.sequence());
        }
        return buffer.putShort((short) key.length).put(key).put(payload).flip();
    }

    /**
     * The command in the buffer, copied out of it; consumes the buffer.
     *
     * @throws MalformedCommandException if the bytes are no command
     */
    public static Command decode(ByteBuffer buffer) throws MalformedCommandException {
        try {
            byte opcode = buffer.get();
            Command.SessionRequest request = null;
            int clientLength = Byte.toUnsignedInt(buffer.get());
            if (clientLength > 0) {
                request = new Command.SessionRequest(text(buffer, clientLength), buffer.getLong());
            }
            String key = text(buffer, Short.toUnsignedInt(buffer.getShort()));
            byte[] payload = bytes(buffer, buffer.remaining());
            return switch (opcode) {
                case PUT -> new Command.Put(key, payload, request);
                case APPEND -> new Command.Append(key, payload, request);
                default -> throw new MalformedCommandException("opcode " + opcode);
            };
        } catch (java.nio.BufferUnderflowException e) {
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

    /** The reply in the buffer, which is left as it was. */
    public static Reply decodeReply(ByteBuffer buffer) {
        ByteBuffer view = buffer.duplicate();
        Reply.Status status = STATUSES[view.get()];
        boolean found = view.get() != 0;
        return new Reply(status, found, bytes(view, view.remaining()));
    }

    private static final Reply.Status[] STATUSES = Reply.Status.values();

    private static String text(ByteBuffer buffer, int length) {
        return new String(bytes(buffer, length), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer buffer, int length) {
        if (length > buffer.remaining()) {
            throw new java.nio.BufferUnderflowException();
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

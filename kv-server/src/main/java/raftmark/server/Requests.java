package raftmark.server;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import raftmark.kv.machine.Command;
import raftmark.kv.machine.CommandCodec;
import raftmark.kv.spi.ReadLevel;
import raftmark.kv.v1.AppendRequest;
import raftmark.kv.v1.GetRequest;
import raftmark.kv.v1.PutRequest;
import raftmark.kv.v1.RequestId;
import raftmark.kv.wire.Limits;

/** Checks requests at the door, and makes commands of them. A complaint names the field and the limit; null means none. */
final class Requests {
    /** About bytes that are no message; which field is wrong is not known then. */
    static final String MALFORMED =
            "the request cannot be read as its message of kv.proto: key and request_id.client_id"
                    + " take UTF-8, and it has " + Limits.MESSAGE_BYTES_MAX + " bytes at most";

    private Requests() {}

    static @Nullable String complaint(GetRequest request, String backend, Set<ReadLevel> offered) {
        String complaint = keyComplaint(request.getKey());
        if (complaint != null) {
            return complaint;
        }
        ReadLevel level = level(request);
        if (level == null) {
            return "read_level: " + request.getReadLevelValue() + " is not known; use one of "
                    + EnumSet.allOf(ReadLevel.class);
        }
        return offered.contains(level)
                ? null
                : "read_level: backend " + backend + " does not offer " + level + "; it offers "
                        + EnumSet.copyOf(offered);
    }

    static @Nullable String complaint(PutRequest request) {
        String complaint = keyComplaint(request.getKey());
        if (complaint == null) {
            complaint = bytesComplaint("value", request.getValue());
        }
        return complaint == null && request.hasRequestId() ? complaint(request.getRequestId()) : complaint;
    }

    static @Nullable String complaint(AppendRequest request) {
        String complaint = keyComplaint(request.getKey());
        if (complaint == null) {
            complaint = bytesComplaint("args", request.getArgs());
        }
        return complaint == null && request.hasRequestId() ? complaint(request.getRequestId()) : complaint;
    }

    private static @Nullable String keyComplaint(String key) {
        if (key.isEmpty()) {
            return "key: is empty; it takes 1 to " + Limits.KEY_BYTES_MAX + " bytes of UTF-8";
        }
        return exceeds(key, Limits.KEY_BYTES_MAX)
                ? "key: has " + utf8Bytes(key) + " bytes of UTF-8; the limit is " + Limits.KEY_BYTES_MAX
                : null;
    }

    private static @Nullable String bytesComplaint(String field, ByteString bytes) {
        return bytes.size() > Limits.VALUE_BYTES_MAX
                ? field + ": has " + bytes.size() + " bytes; the limit is " + Limits.VALUE_BYTES_MAX
                : null;
    }

    private static @Nullable String complaint(RequestId id) {
        String client = id.getClientId();
        if (client.isEmpty()) {
            return "request_id.client_id: is empty; it takes 1 to " + Limits.CLIENT_ID_BYTES_MAX + " bytes of UTF-8";
        }
        if (exceeds(client, Limits.CLIENT_ID_BYTES_MAX)) {
            return "request_id.client_id: has " + utf8Bytes(client) + " bytes of UTF-8; the limit is "
                    + Limits.CLIENT_ID_BYTES_MAX;
        }
        return id.getSequence() <= 0
                ? "request_id.sequence: is " + Long.toUnsignedString(id.getSequence()) + "; it takes 1 to "
                        + Long.MAX_VALUE
                : null;
    }

    /** The level asked for, null if it is not known. */
    static @Nullable ReadLevel level(GetRequest request) {
        return switch (request.getReadLevel()) {
            case READ_LEVEL_UNSPECIFIED, LOG_READ -> ReadLevel.LOG_READ;
            case LOCAL -> ReadLevel.LOCAL;
            case LEASE -> ReadLevel.LEASE;
            case READ_INDEX -> ReadLevel.READ_INDEX;
            case UNRECOGNIZED -> null;
        };
    }

    /** The command as bytes for the log: the one copy of the value between gRPC and the library. */
    static ByteBuffer command(PutRequest request) {
        return CommandCodec.encodePut(
                request.getKey(),
                request.getValue().asReadOnlyByteBuffer(),
                request.hasRequestId() ? session(request.getRequestId()) : null);
    }

    /** See {@link #command(PutRequest)}. */
    static ByteBuffer command(AppendRequest request) {
        return CommandCodec.encodeAppend(
                request.getKey(),
                request.getArgs().asReadOnlyByteBuffer(),
                request.hasRequestId() ? session(request.getRequestId()) : null);
    }

    private static Command.SessionRequest session(RequestId id) {
        return new Command.SessionRequest(id.getClientId(), id.getSequence());
    }

    private static boolean exceeds(String text, int bytesMax) {
        // A char is 1 to 3 bytes of UTF-8, so most texts need no count.
        return text.length() > bytesMax || (text.length() * 3 > bytesMax && utf8Bytes(text) > bytesMax);
    }

    private static int utf8Bytes(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Both halves of a surrogate pair count 2: together the 4 bytes of their code point.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}

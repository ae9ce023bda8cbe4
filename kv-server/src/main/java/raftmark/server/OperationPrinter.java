package raftmark.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Locale;
import java.util.function.Consumer;
import raftmark.kv.machine.Command;
import raftmark.kv.machine.Reply;
import raftmark.kv.v1.AppendRequest;
import raftmark.kv.v1.AppendResponse;
import raftmark.kv.v1.GetRequest;
import raftmark.kv.v1.GetResponse;
import raftmark.kv.v1.PutRequest;

/**
 * Prints each operation's input and result in one line, as the lab's server does. Control characters are escaped.
 * Keys and values are printed whole up to 4 KiB, the limit of a key; of longer ones the beginning and the length.
 */
final class OperationPrinter {
    private static final int BYTES_MAX = 4 * 1024;

    private final String node;
    private final Consumer<String> lines;

    OperationPrinter(String node, Consumer<String> lines) {
        this.node = node;
        this.lines = lines;
    }

    void answered(Object request, Object response, boolean forwarded) {
        print(request, result(response), forwarded);
    }

    void failed(Object request, Failure failure, boolean forwarded) {
        print(request, result(failure), forwarded);
    }

    /** A write that this server applied, whichever server was asked for it. */
    void applied(long index, Command command, Reply reply) {
        lines.accept(node + " applied " + index + ": " + input(command) + " -> " + result(command, reply));
    }

    private void print(Object request, String result, boolean forwarded) {
        lines.accept(node + (forwarded ? " (forwarded) " : " ") + input(request) + " -> " + result);
    }

    private static String input(Object request) {
        if (request instanceof GetRequest get) {
            return "Get(" + key(get.getKey()) + ")";
        }
        if (request instanceof PutRequest put) {
            return "Put(" + key(put.getKey()) + ", " + text(put.getValue()) + ")";
        }
        AppendRequest append = (AppendRequest) request;
        return "Append(" + key(append.getKey()) + ", " + text(append.getArgs()) + ")";
    }

    private static String input(Command command) {
        if (command instanceof Command.Put put) {
            return "Put(" + key(put.key()) + ", " + text(UnsafeByteOperations.unsafeWrap(put.value())) + ")";
        }
        Command.Append append = (Command.Append) command;
        return "Append(" + key(append.key()) + ", " + text(UnsafeByteOperations.unsafeWrap(append.args())) + ")";
    }

    private static String result(Failure failure) {
        return failure.status().getCode() + " ("
                + failure.outcome().name().toLowerCase(Locale.ROOT) + "): "
                + escape(String.valueOf(failure.status().getDescription()));
    }

    private static String result(Command command, Reply reply) {
        if (reply.status() != Reply.Status.OK) {
            return result(Failure.of(reply.status()));
        }
        if (command instanceof Command.Put) {
            return "success";
        }
        return reply.found() ? "old value " + text(UnsafeByteOperations.unsafeWrap(reply.oldValue())) : "created";
    }

    private static String result(Object response) {
        if (response instanceof GetResponse get) {
            return get.getFound() ? "value " + text(get.getValue()) : "not found";
        }
        if (response instanceof AppendResponse append) {
            return append.getFound() ? "old value " + text(append.getOldValue()) : "created";
        }
        return "success";
    }

    /** A request is printed before it is refused too, so that a key may be longer than any key is. */
    private static String key(String key) {
        return key.length() <= BYTES_MAX
                ? escape(key)
                : escape(key.substring(0, BYTES_MAX)) + "… (" + key.length() + " characters)";
    }

    private static String text(ByteString bytes) {
        return bytes.size() <= BYTES_MAX
                ? '"' + escape(bytes.toStringUtf8()) + '"'
                : '"' + escape(bytes.substring(0, BYTES_MAX).toStringUtf8()) + "\"… (" + bytes.size() + " bytes)";
    }

    private static String escape(String text) {
        StringBuilder escaped = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isISOControl(c) && c != '\u2028' && c != '\u2029') {
                if (escaped != null) {
                    escaped.append(c);
                }
                continue;
            }
            if (escaped == null) {
                escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            escaped.append(String.format("\\u%04x", (int) c));
        }
        return escaped == null ? text : escaped.toString();
    }
}

package raftmark.bench.lab;

import com.google.protobuf.ByteString;
import java.util.concurrent.TimeUnit;
import raftmark.kv.v1.AppendRequest;
import raftmark.kv.v1.AppendResponse;
import raftmark.kv.v1.GetRequest;
import raftmark.kv.v1.GetResponse;
import raftmark.kv.v1.KeyValueGrpc.KeyValueBlockingStub;
import raftmark.kv.v1.PutRequest;

/** What a lab client may do with {@code K1}; each knows how to send itself and how its result reads. */
enum LabOperation {
    GET {
        @Override
        String input(int client) {
            return "Get(" + KEY + ")";
        }

        @Override
        String send(KeyValueBlockingStub server, int client) {
            GetResponse response =
                    server.get(GetRequest.newBuilder().setKey(KEY).build());
            return value(response.getFound(), response.getValue());
        }
    },
    PUT {
        @Override
        String input(int client) {
            return "Put(" + KEY + ", " + client + ")";
        }

        @Override
        String send(KeyValueBlockingStub server, int client) {
            return server.put(PutRequest.newBuilder()
                                    .setKey(KEY)
                                    .setValue(number(client))
                                    .build())
                            .getSuccess()
                    ? "success"
                    : "no success";
        }
    },
    APPEND {
        @Override
        String input(int client) {
            return "Append(" + KEY + ", " + client + ")";
        }

        @Override
        String send(KeyValueBlockingStub server, int client) {
            AppendResponse response = server.append(AppendRequest.newBuilder()
                    .setKey(KEY)
                    .setArgs(number(client))
                    .build());
            return value(response.getFound(), response.getOldValue());
        }
    };

    private static final String KEY = "K1";
    private static final int SHOWN_CHARS_MAX = 200;

    /** The input as a person reads it. */
    abstract String input(int client);

    /** Sends it and answers the result as a person reads it. */
    abstract String send(KeyValueBlockingStub server, int client);

    /** Sends it to a server, and waits no longer than the timeout. */
    String send(KeyValueBlockingStub server, int client, long timeoutNanos) {
        return send(server.withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS), client);
    }

    private static ByteString number(int client) {
        return ByteString.copyFromUtf8(Integer.toString(client));
    }

    private static String value(boolean found, ByteString bytes) {
        if (!found) {
            return "(no such key)";
        }
        String text = bytes.toStringUtf8();
        return text.length() <= SHOWN_CHARS_MAX
                ? "\"" + text + "\""
                : "\"" + text.substring(0, SHOWN_CHARS_MAX) + "…\" (" + bytes.size() + " bytes)";
    }
}

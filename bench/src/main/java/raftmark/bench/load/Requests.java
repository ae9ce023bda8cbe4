package raftmark.bench.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.KeyChoice;
import raftmark.bench.spec.Operation;
import raftmark.bench.spec.Workload;
import raftmark.kv.v1.AppendRequest;
import raftmark.kv.v1.GetRequest;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.v1.PutRequest;
import raftmark.kv.v1.ReadLevel;

/**
 * Every request that a run can send, built before it starts: messages are immutable, so all clients share them, and sending
 * one allocates nothing of ours.
 */
final class Requests {
    private final Map<Operation, MessageLite[]> byOperation;
    private final int writesOfAKey;

    private Requests(Map<Operation, MessageLite[]> byOperation, int writesOfAKey) {
        this.byOperation = byOperation;
        this.writesOfAKey = writesOfAKey;
    }

    /** Builds the requests of a configuration. Values are random bytes, so that nothing can compress them. */
    static Requests of(Cell cell, long seed) {
        Workload workload = cell.workload();
        byte[] value = new byte[cell.valueBytes()];
        new Random(seed).nextBytes(value);
        ByteString[] values = workload.clientNumberAsValue()
                ? clientNumbers(cell.clients())
                : new ByteString[] {ByteString.copyFrom(value)};
        Map<Operation, MessageLite[]> byOperation = new EnumMap<>(Operation.class);
        ReadLevel readLevel = ReadLevel.valueOf(cell.readLevel().name());
        for (Operation operation : Operation.values()) {
            // Keys are put before they are read, even where the workload only reads.
            if (!workload.has(operation) && operation != Operation.PUT) {
                continue;
            }
            int variants = operation == Operation.GET ? 1 : values.length;
            MessageLite[] requests = new MessageLite[cell.keyCount() * variants];
            for (int key = 0; key < cell.keyCount(); key++) {
                String name = keyName(cell, key);
                for (int variant = 0; variant < variants; variant++) {
                    requests[key * variants + variant] = switch (operation) {
                        case GET ->
                            GetRequest.newBuilder()
                                    .setKey(name)
                                    .setReadLevel(readLevel)
                                    .build();
                        case PUT ->
                            PutRequest.newBuilder()
                                    .setKey(name)
                                    .setValue(values[variant])
                                    .build();
                        case APPEND ->
                            AppendRequest.newBuilder()
                                    .setKey(name)
                                    .setArgs(values[variant])
                                    .build();
                    };
                }
            }
            byOperation.put(operation, requests);
        }
        return new Requests(byOperation, values.length);
    }

    /** The request of an operation, a key and a client, both numbered from 0. */
    MessageLite get(Operation operation, int key, int client) {
        MessageLite[] requests = byOperation.get(operation);
        if (requests == null) {
            throw new IllegalArgumentException("no requests for " + operation);
        }
        int variants = operation == Operation.GET ? 1 : writesOfAKey;
        return requests[key * variants + client % variants];
    }

    /** The gRPC method of an operation. The types are erased: every request of it comes from here. */
    @SuppressWarnings("unchecked")
    static MethodDescriptor<MessageLite, MessageLite> method(Operation operation) {
        MethodDescriptor<?, ?> method = switch (operation) {
            case GET -> KeyValueGrpc.getGetMethod();
            case PUT -> KeyValueGrpc.getPutMethod();
            case APPEND -> KeyValueGrpc.getAppendMethod();
        };
        return (MethodDescriptor<MessageLite, MessageLite>) method;
    }

    private static String keyName(Cell cell, int key) {
        return cell.keys() == KeyChoice.SINGLE ? "K1" : String.format("key-%07d", key);
    }

    private static ByteString[] clientNumbers(int clients) {
        ByteString[] numbers = new ByteString[clients];
        for (int client = 0; client < clients; client++) {
            numbers[client] = ByteString.copyFromUtf8(Integer.toString(client + 1));
        }
        return numbers;
    }
}

package raftmark.bench.jmh;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import raftmark.kv.v1.AppendRequest;
import raftmark.kv.v1.GetRequest;
import raftmark.kv.v1.PutRequest;
import raftmark.kv.v1.ReadLevel;

/**
 * The requests of the client threads, built before they are measured. Immutable: all threads share them.
 *
 * @param gets one a key
 * @param puts one a key
 * @param appends one for each of the keys that are only appended to
 */
record BenchmarkRequests(GetRequest[] gets, PutRequest[] puts, AppendRequest[] appends, ReadLevel readLevel) {
    /** Keys that are put and read. */
    static final int KEYS = 1_000;

    /** Keys that are appended to: so many that their values stay short. */
    static final int APPEND_KEYS = 10_000;

    /** Length of a value that is put. */
    static final int VALUE_BYTES = 100;

    private static final int APPEND_BYTES = 16;
    private static final long SEED = 1;

    /** @throws IllegalArgumentException if there is no such level */
    static BenchmarkRequests atLevel(String name) {
        ReadLevel level = Arrays.stream(ReadLevel.values())
                .filter(each -> each != ReadLevel.UNRECOGNIZED && each.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "readLevel '" + name + "' is none: use local, lease, read_index or log_read"));
        ByteString value = randomBytes(VALUE_BYTES);
        ByteString args = randomBytes(APPEND_BYTES);
        return new BenchmarkRequests(
                IntStream.range(0, KEYS)
                        .mapToObj(key -> GetRequest.newBuilder()
                                .setKey(key(key))
                                .setReadLevel(level)
                                .build())
                        .toArray(GetRequest[]::new),
                IntStream.range(0, KEYS)
                        .mapToObj(key -> PutRequest.newBuilder()
                                .setKey(key(key))
                                .setValue(value)
                                .build())
                        .toArray(PutRequest[]::new),
                IntStream.range(0, APPEND_KEYS)
                        .mapToObj(key -> AppendRequest.newBuilder()
                                .setKey("append-" + key)
                                .setArgs(args)
                                .build())
                        .toArray(AppendRequest[]::new),
                level);
    }

    static String key(int number) {
        return "key-" + number;
    }

    /** Random, so that nothing can compress them. */
    private static ByteString randomBytes(int count) {
        byte[] bytes = new byte[count];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) random.nextInt();
        }
        return ByteString.copyFrom(bytes);
    }
}

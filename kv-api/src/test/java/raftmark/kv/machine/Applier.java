package raftmark.kv.machine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A library's apply thread for tests: feeds commands to a machine under growing indexes, from where it stands. */
final class Applier {
    private final KvStateMachine machine;
    private long index;

    Applier(KvStateMachine machine) {
        this.machine = machine;
        this.index = machine.digest().index();
    }

    Reply put(String key, String value) {
        return apply(new Command.Put(key, bytes(value), null));
    }

    Reply append(String key, String args) {
        return apply(new Command.Append(key, bytes(args), null));
    }

    Reply put(String client, long sequence, String key, String value) {
        return apply(new Command.Put(key, bytes(value), new Command.SessionRequest(client, sequence)));
    }

    Reply append(String client, long sequence, String key, String args) {
        return apply(new Command.Append(key, bytes(args), new Command.SessionRequest(client, sequence)));
    }

    Reply apply(Command command) {
        return CommandCodec.decodeReply(raw(CommandCodec.encode(command)));
    }

    ByteBuffer raw(ByteBuffer command) {
        return machine.apply(++index, command);
    }

    long index() {
        return index;
    }

    @Nullable
    String get(String key) {
        byte[] value = machine.get(key);
        return value == null ? null : text(value);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

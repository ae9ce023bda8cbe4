package raftmark.ratis;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;

/**
 * A command on its way through Ratis. Ratis hands the message of a request through to the state machine's hooks as the
 * same object, so the proposal itself learns the moment from which its fate is unknown: {@link #enterLog}, which
 * {@link StateMachineAdapter#preAppendTransaction} calls right before the entry is appended.
 */
final class Proposal implements Message {
    private final ByteString content;
    private final CompletableFuture<ByteBuffer> result = new CompletableFuture<>();
    private volatile boolean inLog;
    private volatile @Nullable ByteBuffer reply;

    /** Without a copy: Ratis keeps the entry after we have answered, and nobody changes a command's bytes. */
    Proposal(ByteBuffer command) {
        this.content = UnsafeByteOperations.unsafeWrap(command.duplicate());
    }

    @Override
    public ByteString getContent() {
        return content;
    }

    /** What the caller of submit waits for. */
    CompletableFuture<ByteBuffer> result() {
        return result;
    }

    /** The entry is about to be appended. */
    void enterLog() {
        inLog = true;
    }

    /** The state machine has answered; Ratis tells the caller once it has taken note. */
    void applied(ByteBuffer answer) {
        reply = answer;
    }

    /** What the state machine answered, null before. */
    @Nullable
    ByteBuffer reply() {
        return reply;
    }

    /** False only if the command is proven not appended. */
    boolean mayBeInLog() {
        return inLog;
    }

    @Override
    public String toString() {
        return "command of " + content.size() + " bytes";
    }
}

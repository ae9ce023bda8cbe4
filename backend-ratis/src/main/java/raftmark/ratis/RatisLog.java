package raftmark.ratis;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.LogProtoUtils;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.raftlog.segmented.SegmentedRaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.server.storage.StorageImplUtils;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import raftmark.kv.spi.BackendLog;

/**
 * Ratis' segmented log by itself, with the thread that writes it. An append is what a Ratis server does with an entry of its own: cache
 * it, queue it to the log worker, which encodes it, writes it and forces the file when its queue is empty, and wait until that has
 * been. So the hand-over to the worker and back is in it, which a server pays too.
 */
final class RatisLog implements BackendLog {
    private static final String STORAGE = "log";
    private static final long TERM = 1;
    private static final ClientId CLIENT =
            ClientId.valueOf(UUID.nameUUIDFromBytes("raftmark/log".getBytes(StandardCharsets.UTF_8)));

    private final SegmentedRaftLog log;
    private long nextIndex;

    private RatisLog(SegmentedRaftLog log) {
        this.log = log;
        this.nextIndex = log.getNextIndex();
    }

    static RatisLog open(Path directory, Map<String, String> options) throws IOException {
        Files.createDirectories(directory);
        RaftProperties properties = RatisProperties.ofLog(options, directory.toFile());
        StartupOption startup = Files.exists(directory.resolve(STORAGE)) ? StartupOption.RECOVER : StartupOption.FORMAT;
        RaftStorage storage = StorageImplUtils.initRaftStorage(STORAGE, startup, properties);
        SegmentedRaftLog log = SegmentedRaftLog.newBuilder()
                .setMemberId(
                        RaftGroupMemberId.valueOf(RaftPeerId.valueOf("log"), RaftGroupId.valueOf(CLIENT.getUuid())))
                .setSubmitUpdateCommitEvent(() -> {})
                .setStorage(storage)
                .setProperties(properties)
                .build();
        try {
            log.open(RaftLog.INVALID_LOG_INDEX, null);
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
        return new RatisLog(log);
    }

    @Override
    public void append(List<ByteBuffer> commands) throws IOException {
        CompletableFuture<?>[] written = new CompletableFuture<?>[commands.size()];
        for (int i = 0; i < written.length; i++) {
            written[i] = log.appendEntry(entry(nextIndex, commands.get(i)));
            nextIndex++;
        }
        try {
            CompletableFuture.allOf(written).get();
        } catch (ExecutionException e) {
            throw new IOException("Ratis' log did not take the entries: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while Ratis' log was written");
        }
    }

    private static LogEntryProto entry(long index, ByteBuffer command) {
        StateMachineLogEntryProto data = LogProtoUtils.toStateMachineLogEntryProto(
                CLIENT,
                index,
                StateMachineLogEntryProto.Type.WRITE,
                UnsafeByteOperations.unsafeWrap(command.duplicate()),
                null);
        return LogProtoUtils.toLogEntryProto(data, TERM, index);
    }

    @Override
    public long entryCount() {
        TermIndex last = log.getLastEntryTermIndex();
        return last == null ? 0 : last.getIndex() + 1;
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}

package raftmark.kv.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import raftmark.kv.spi.ReplicatedStateMachine;

/**
 * The replicated map with exactly-once sessions (Raft thesis, section 6.3).
 *
 * <p>A write under a request id is applied once however often it is sent, <em>as long as its session is kept</em>. Kept are
 * {@link MachineLimits#sessionsMax} sessions (10,000 by default) whose last replies weigh {@link
 * MachineLimits#sessionReplyBytesMax} bytes at most (64 MiB by default); the one least recently used by log index leaves
 * first. So a retry is covered until so many other sessions have written, or so many bytes of replies were answered to them,
 * since the session's last write. An append's reply carries the old value: with values of 1 MiB, 64 sessions fill the bytes.
 * A retry that comes later finds its session gone, and then
 *
 * <ul>
 *   <li>with a sequence above 1 it is refused with {@link Reply.Status#SESSION_EXPIRED}: whether it was applied before is
 *       unknown, but it is not applied again;
 *   <li>with sequence 1 it cannot be told from a new client's first request, and <em>is applied again</em>. Who must exclude
 *       that opens a session by a first write that does no harm twice, such as a Put to a key of its own, or raises the
 *       bounds.
 * </ul>
 *
 * <p>A request is told by its id alone. One that comes under the client's last sequence with another content is not applied, and
 * gets the reply of the first: the table keeps replies and no commands, and whether a client breaks its promise to use a
 * sequence once is not worth a digest of every command in the replicated state.
 *
 * <p>A write without a request id is applied as often as it is sent.
 *
 * <p>{@link #apply}, {@link #save} and {@link #load} run on the library's apply thread; {@link #get} and {@link #digest}
 * may be called from any thread meanwhile. Values are arrays that nobody changes, so that a reader shares them.
 */
public final class KvStateMachine implements ReplicatedStateMachine {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();
    private static final byte[] NO_VALUE = new byte[0];

    private final MachineLimits limits;
    private volatile State state;

    public KvStateMachine(MachineLimits limits) {
        this.limits = limits;
        this.state = new State(new ConcurrentHashMap<>(), new Sessions(limits), 0);
    }

    /** The value of a key, null if there is none. The array must not be changed. */
    public byte @Nullable [] get(String key) {
        return state.map.get(key);
    }

    /**
     * Applies a command.
     *
     * @throws IllegalStateException if the index does not grow: the library applied an entry twice, or out of order
     */
    @Override
    public ByteBuffer apply(long index, ByteBuffer command) {
        State current = state;
        // Uncontended but while a digest copies the map: what a digest reads belongs to one index.
        synchronized (current) {
            if (index <= current.index) {
                throw new IllegalStateException("log index " + index + " comes after " + current.index);
            }
            current.index = index;
            if (!command.hasRemaining()) {
                return NOTHING.duplicate();
            }
            try {
                return applyDecoded(current, CommandCodec.decode(command));
            } catch (CommandCodec.MalformedCommandException e) {
                return encoded(Reply.Status.MALFORMED);
            }
        }
    }

    private ByteBuffer applyDecoded(State current, Command command) {
        Command.SessionRequest request = command.request();
        if (request == null) {
            return CommandCodec.encode(execute(current, command));
        }
        Sessions.Admission admission = current.sessions.admit(request);
        if (admission instanceof Sessions.Repeated repeated) {
            current.sessions.touch(request.clientId());
            return ByteBuffer.wrap(repeated.reply());
        }
        if (admission instanceof Sessions.Refused refused) {
            return encoded(refused.status());
        }
        ByteBuffer reply = CommandCodec.encode(execute(current, command));
        current.sessions.remember(request, reply.array());
        return reply;
    }

    private Reply execute(State current, Command command) {
        Map<String, byte[]> map = current.map;
        if (command instanceof Command.Put put) {
            current.changes++;
            return new Reply(Reply.Status.OK, map.put(put.key(), put.value()) != null, NO_VALUE);
        }
        Command.Append append = (Command.Append) command;
        byte[] old = map.get(append.key());
        int oldLength = old == null ? 0 : old.length;
        if ((long) oldLength + append.args().length > limits.appendedValueBytesMax()) {
            return new Reply(Reply.Status.VALUE_TOO_LARGE, old != null, NO_VALUE);
        }
        current.changes++;
        if (old == null) {
            map.put(append.key(), append.args());
            return new Reply(Reply.Status.OK, false, NO_VALUE);
        }
        byte[] joined = java.util.Arrays.copyOf(old, oldLength + append.args().length);
        System.arraycopy(append.args(), 0, joined, oldLength, append.args().length);
        map.put(append.key(), joined);
        return new Reply(Reply.Status.OK, true, old);
    }

    private static ByteBuffer encoded(Reply.Status status) {
        return CommandCodec.encode(new Reply(status, false, NO_VALUE));
    }

    /**
     * Entries and checksum of the map together with the index that they belong to. Costs nothing while the map is as it was
     * at the last call; otherwise it reads the whole map, and holds up the apply thread while it copies references.
     */
    public MapDigest digest() {
        State current = state;
        List<Map.Entry<String, byte[]>> copy;
        long index;
        long changes;
        synchronized (current) {
            index = current.index;
            changes = current.changes;
            MapDigest last = current.digest;
            if (last != null && current.digestChanges == changes) {
                return new MapDigest(index, last.entries(), last.checksum());
            }
            copy = new ArrayList<>(current.map.entrySet());
        }
        MapDigest digest = Digests.of(index, copy);
        synchronized (current) {
            if (current.digest == null || current.digestChanges < changes) {
                current.digest = digest;
                current.digestChanges = changes;
            }
        }
        return digest;
    }

    /** Sessions kept now; for tests and Stats. */
    public int sessionCount() {
        State current = state;
        synchronized (current) {
            return current.sessions.size();
        }
    }

    @Override
    public void save(Path file) throws IOException {
        State current = state;
        SnapshotFile.write(file, current.index, current.map, current.sessions);
    }

    @Override
    public void load(Path file) throws IOException {
        state = SnapshotFile.read(file, limits);
    }

    /** Map, sessions and index, swapped as one. Guarded by itself, but for reads of the concurrent map. */
    static final class State {
        final ConcurrentHashMap<String, byte[]> map;
        final Sessions sessions;
        long index;
        /** Counts changes of the map; commands that change nothing, such as those of reads, move the index alone. */
        long changes;
        /** The last digest, of the map after {@link #digestChanges} changes. */
        @Nullable
        MapDigest digest;

        long digestChanges;

        State(ConcurrentHashMap<String, byte[]> map, Sessions sessions, long index) {
            this.map = map;
            this.sessions = sessions;
            this.index = index;
        }
    }
}

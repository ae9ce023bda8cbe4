package raftmark.kv.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A library's log by itself: the storage that its nodes keep their entries in, without elections, replication or a state
 * machine. Benchmarks measure what an append costs; no server opens one. One thread at a time.
 */
public interface BackendLog extends AutoCloseable {
    /**
     * Appends commands behind the last entry, in their order, and returns when all of them are forced to storage. Given
     * together, they may share one force, as far as the library does that.
     *
     * @throws IOException if they could not be appended; how many of them the log holds is unknown then
     */
    void append(List<ByteBuffer> commands) throws IOException;

    /** Entries that the log holds, over all times that it was open. */
    long entryCount();

    /** Closes the storage; the entries stay. */
    @Override
    void close() throws IOException;
}

package raftmark.kv.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The deterministic machine that a backend replicates. {@link #apply}, {@link #save} and {@link #load} are called by one
 * thread at a time, the library's apply thread.
 */
public interface ReplicatedStateMachine {
    /**
     * Applies the committed command at a log index and answers its reply, a buffer whose bytes are never changed afterwards.
     * Leaves position and limit of {@code command} alone, and keeps nothing of it, so the library may go on to use it. An empty command changes nothing
     * and answers an empty reply. Never throws for a malformed command: the reply says so, on every replica alike.
     */
    ByteBuffer apply(long index, ByteBuffer command);

    /**
     * Writes the state to {@code file}, which must not exist, and forces it to storage. Replicas with equal state write
     * identical files.
     *
     * @throws IOException if the file cannot be written; the state is unchanged
     */
    void save(Path file) throws IOException;

    /**
     * Replaces the state by what {@link #save} wrote; readers see either the old or the new one, never a mixture.
     *
     * @throws IOException if the file is missing, truncated or fails its checksum; the state is unchanged
     */
    void load(Path file) throws IOException;
}

package raftmark.kv.machine;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * The state machine's snapshot as a file: magic, version, index, the entries in key order, the sessions least recently used
 * first, and a CRC32C of all that. Lengths are u32, texts UTF-8, numbers big endian; so equal states make equal files.
 */
final class SnapshotFile {
    private static final int MAGIC = 0x52_4D_4B_56; // RMKV
    private static final int VERSION = 1;

    private SnapshotFile() {}

    /** Writes and forces the file, which must not exist; leaves none behind if that fails. */
    static void write(Path file, long index, Map<String, byte[]> map, Sessions sessions) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            try {
                write(channel, index, map, sessions);
            } catch (IOException | RuntimeException | Error e) {
                deleteAfter(e, file);
                throw e;
            }
        }
    }

    private static void deleteAfter(Throwable failure, Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static void write(FileChannel channel, long index, Map<String, byte[]> map, Sessions sessions)
            throws IOException {
        CRC32C crc = new CRC32C();
        CheckedOutputStream checked =
                new CheckedOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16), crc);
        DataOutputStream out = new DataOutputStream(checked);
        out.writeInt(MAGIC);
        out.writeInt(VERSION);
        out.writeLong(index);
        out.writeInt(map.size());
        for (Map.Entry<String, byte[]> entry : new TreeMap<>(map).entrySet()) {
            writeBytes(out, entry.getKey().getBytes(StandardCharsets.UTF_8));
            writeBytes(out, entry.getValue());
        }
        out.writeInt(sessions.size());
        for (Map.Entry<String, Sessions.Session> entry : sessions.inOrderOfUse()) {
            writeBytes(out, entry.getKey().getBytes(StandardCharsets.UTF_8));
            out.writeLong(entry.getValue().sequence());
            writeBytes(out, entry.getValue().reply());
        }
        out.writeLong(crc.getValue());
        out.flush();
        channel.force(true);
    }

    static KvStateMachine.State read(Path file, MachineLimits limits) throws IOException {
        CRC32C crc = new CRC32C();
        long fileBytes = Files.size(file);
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            DataInputStream in = new DataInputStream(new CheckedInputStream(raw, crc));
            require(file, in.readInt() == MAGIC, "is no Raftmark snapshot");
            int version = in.readInt();
            require(file, version == VERSION, "has version " + version + ", this build reads " + VERSION);
            long index = in.readLong();
            ConcurrentHashMap<String, byte[]> map = new ConcurrentHashMap<>();
            for (int left = readCount(in, fileBytes); left > 0; left--) {
                map.put(readText(in, fileBytes), readBytes(in, fileBytes));
            }
            Sessions sessions = new Sessions(limits);
            for (int left = readCount(in, fileBytes); left > 0; left--) {
                String clientId = readText(in, fileBytes);
                long sequence = in.readLong();
                sessions.restore(clientId, new Sessions.Session(sequence, readBytes(in, fileBytes)));
            }
            long expected = crc.getValue();
            require(file, in.readLong() == expected, "fails its checksum");
            require(file, in.read() < 0, "has bytes after its end");
            return new KvStateMachine.State(map, sessions, index);
        } catch (EOFException e) {
            throw new IOException("snapshot " + file + " is truncated or damaged", e);
        }
    }

    private static void require(Path file, boolean holds, String otherwise) throws IOException {
        if (!holds) {
            throw new IOException("snapshot " + file + " " + otherwise);
        }
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in, long bytesMax) throws IOException {
        return new String(readBytes(in, bytesMax), StandardCharsets.UTF_8);
    }

    private static byte[] readBytes(DataInputStream in, long bytesMax) throws IOException {
        byte[] bytes = new byte[readCount(in, bytesMax)];
        in.readFully(bytes);
        return bytes;
    }

    /** A damaged length must not become a huge allocation: nothing is longer than the file. */
    private static int readCount(DataInputStream in, long bytesMax) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > bytesMax) {
            throw new EOFException("a length of " + count + " in a file of " + bytesMax + " bytes");
        }
        return count;
    }
}

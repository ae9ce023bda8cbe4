package raftmark.ratis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import raftmark.kv.spi.ReplicatedStateMachine;

/** Remembers every non-empty command's first 32 bytes; answers how many there were before. Throws on {@code "throw"}. */
final class JournalMachine implements ReplicatedStateMachine {
    final AtomicInteger loads = new AtomicInteger();
    volatile boolean failSaves;
    private volatile List<String> journal = new CopyOnWriteArrayList<>();

    List<String> journal() {
        return List.copyOf(journal);
    }

    @Override
    public ByteBuffer apply(long index, ByteBuffer command) {
        if (!command.hasRemaining()) {
            return ByteBuffer.allocate(0);
        }
        byte[] bytes = new byte[Math.min(32, command.remaining())];
        command.get(bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.equals("throw")) {
            throw new IllegalStateException("as asked");
        }
        int before = journal.size();
        journal.add(text);
        return ByteBuffer.wrap(Integer.toString(before).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void save(Path file) throws IOException {
        if (failSaves) {
            throw new IOException("disk full, as asked");
        }
        Files.writeString(file, String.join("\n", journal), java.nio.file.StandardOpenOption.CREATE_NEW);
    }

    @Override
    public void load(Path file) throws IOException {
        String text = Files.readString(file);
        journal = new CopyOnWriteArrayList<>(text.isEmpty() ? List.of() : Arrays.asList(text.split("\n")));
        loads.incrementAndGet();
    }
}

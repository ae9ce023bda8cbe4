package raftmark.jraft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import raftmark.kv.spi.ReplicatedStateMachine;

/** A machine that remembers the commands as lines, and answers how many there were before. A command "poison" makes it throw. */
final class Journal implements ReplicatedStateMachine {
    private volatile CopyOnWriteArrayList<String> lines = new CopyOnWriteArrayList<>();
    private final AtomicInteger loads = new AtomicInteger();

    @Override
    public ByteBuffer apply(long index, ByteBuffer command) {
        if (!command.hasRemaining()) {
            return ByteBuffer.allocate(0);
        }
        byte[] bytes = new byte[command.remaining()];
        command.get(bytes);
        String line = new String(bytes, StandardCharsets.UTF_8);
        if (line.equals("poison")) {
            throw new IllegalStateException("poisoned");
        }
        lines.add(line);
        return ByteBuffer.wrap(Integer.toString(lines.size() - 1).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void save(Path file) throws IOException {
        Files.write(file, lines, StandardOpenOption.CREATE_NEW);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    @Override
    public void load(Path file) throws IOException {
        lines = new CopyOnWriteArrayList<>(Files.readAllLines(file));
        loads.incrementAndGet();
    }

    List<String> lines() {
        return new ArrayList<>(lines);
    }

    int loads() {
        return loads.get();
    }
}

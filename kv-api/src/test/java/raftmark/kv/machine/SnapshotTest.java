package raftmark.kv.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
    @TempDir
    Path directory;

    private final KvStateMachine machine = new KvStateMachine(MachineLimits.DEFAULT);
    private final Applier applier = new Applier(machine);

    @BeforeEach
    void fill() {
        applier.put("alice", 1, "k1", "v1");
        applier.append("bob", 1, "k2", "v2");
        applier.append("bob", 2, "k2", "+");
        applier.put("ß€😀", "");
        applier.append("alice", 2, "k1", "!");
    }

    @Test
    void everythingComesBack() throws IOException {
        Path file = directory.resolve("snapshot");
        machine.save(file);
        KvStateMachine loaded = new KvStateMachine(MachineLimits.DEFAULT);
        loaded.load(file);
        assertThat(loaded.digest()).isEqualTo(machine.digest());
        assertThat(loaded.digest().index()).isEqualTo(5);
        assertThat(loaded.sessionCount()).isEqualTo(2);
        Applier there = new Applier(loaded);
        assertThat(there.get("k1")).isEqualTo("v1!");
        assertThat(there.get("ß€😀")).isEmpty();
        assertThat(Applier.text(there.append("bob", 2, "k2", "+").oldValue())).isEqualTo("v2");
        assertThat(there.get("k2")).isEqualTo("v2+");
    }

    /** A digest is kept while the map is unchanged; a machine that was just loaded keeps none. */
    @Test
    void aKeptDigestIsThatOfTheMap() throws IOException {
        List<Runnable> commands = List.of(
                () -> applier.append("new", "a"),
                () -> applier.append("new", "b"),
                () -> applier.put("new", "c"),
                () -> applier.append("carol", 1, "k1", "+"),
                () -> applier.append("carol", 1, "k1", "+"),
                () -> applier.raw(ByteBuffer.allocate(0)));
        for (int i = 0; i < commands.size(); i++) {
            machine.digest();
            commands.get(i).run();
            Path file = directory.resolve("after-" + i);
            machine.save(file);
            KvStateMachine loaded = new KvStateMachine(MachineLimits.DEFAULT);
            loaded.load(file);
            assertThat(machine.digest()).as("after command %d", i).isEqualTo(loaded.digest());
        }
    }

    @Test
    void anEmptyMachineComesBack() throws IOException {
        Path file = directory.resolve("snapshot");
        new KvStateMachine(MachineLimits.DEFAULT).save(file);
        machine.load(file);
        assertThat(machine.digest()).isEqualTo(new KvStateMachine(MachineLimits.DEFAULT).digest());
        assertThat(machine.sessionCount()).isZero();
    }

    @Test
    void loadingReplacesWhatWasThere() throws IOException {
        Path file = directory.resolve("snapshot");
        machine.save(file);
        KvStateMachine other = new KvStateMachine(MachineLimits.DEFAULT);
        Applier there = new Applier(other);
        there.put("carol", 1, "only here", "x");
        other.load(file);
        assertThat(there.get("only here")).isNull();
        assertThat(other.sessionCount()).isEqualTo(2);
    }

    @Test
    void equalStatesMakeEqualFilesInWhateverOrderTheyCameAbout() throws IOException {
        KvStateMachine one = new KvStateMachine(MachineLimits.DEFAULT);
        KvStateMachine other = new KvStateMachine(MachineLimits.DEFAULT);
        // The two keys have one hash code: a hash map lists them in the order in which they came.
        for (String key : new String[] {"Aa", "BB"}) {
            new Applier(one).put(key, "v");
        }
        for (String key : new String[] {"BB", "Aa"}) {
            new Applier(other).put(key, "v");
        }
        assertThat(saved(one, "one")).isEqualTo(saved(other, "other"));
    }

    @Test
    void aSaveThatFailsLeavesNoFile() {
        Path file = directory.resolve("snapshot");
        Thread.currentThread().interrupt(); // makes the first write to the file fail
        assertThatIOException().isThrownBy(() -> machine.save(file));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(file).doesNotExist();
    }

    @Test
    void aFileThatExistsIsNotOverwritten() throws IOException {
        Path file = Files.writeString(directory.resolve("snapshot"), "precious");
        assertThatThrownBy(() -> machine.save(file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("precious");
    }

    @Test
    void aMissingFileChangesNothing() {
        MapDigest before = machine.digest();
        assertThatThrownBy(() -> machine.load(directory.resolve("missing"))).isInstanceOf(NoSuchFileException.class);
        assertThat(machine.digest()).isEqualTo(before);
    }

    @Test
    void aFileOfAnotherKindOrVersionIsNamed() throws IOException {
        byte[] bytes = saved();
        bytes[0] ^= 1;
        assertThatIOException()
                .isThrownBy(() -> machine.load(Files.write(directory.resolve("other"), bytes)))
                .withMessageContaining("other is no Raftmark snapshot");
        bytes[0] ^= 1;
        bytes[7] = 9;
        assertThatIOException()
                .isThrownBy(() -> machine.load(Files.write(directory.resolve("newer"), bytes)))
                .withMessageContaining("newer has version 9, this build reads 1");
    }

    @Test
    void aSnapshotTruncatedAnywhereIsRefusedAndChangesNothing() throws IOException {
        byte[] bytes = saved();
        KvStateMachine victim = victim();
        byte[] before = saved(victim, "before");
        for (int length = 0; length < bytes.length; length++) {
            assertRefused(victim, Arrays.copyOf(bytes, length), "cut to " + length);
        }
        assertRefused(victim, Arrays.copyOf(bytes, bytes.length + 1), "one byte more");
        assertThat(saved(victim, "after")).isEqualTo(before);
    }

    @Test
    void aSnapshotDamagedAtAnyByteIsRefusedAndChangesNothing() throws IOException {
        byte[] bytes = saved();
        KvStateMachine victim = victim();
        byte[] before = saved(victim, "before");
        for (int position = 0; position < bytes.length; position++) {
            for (int change : new int[] {0x01, 0x40, 0x80, 0xFF}) {
                byte[] damaged = bytes.clone();
                damaged[position] ^= (byte) change;
                assertRefused(victim, damaged, "byte " + position + " changed by " + change);
            }
        }
        assertThat(saved(victim, "after")).isEqualTo(before);
    }

    private static KvStateMachine victim() {
        KvStateMachine victim = new KvStateMachine(MachineLimits.DEFAULT);
        Applier there = new Applier(victim);
        there.append("victim", 1, "k1", "kept");
        there.append("other", 1, "k9", "kept");
        return victim;
    }

    private void assertRefused(KvStateMachine victim, byte[] bytes, String what) throws IOException {
        Path file = Files.write(directory.resolve("damaged"), bytes);
        assertThatIOException().as(what).isThrownBy(() -> victim.load(file));
    }

    private byte[] saved() throws IOException {
        return saved(machine, "whole");
    }

    private byte[] saved(KvStateMachine saver, String name) throws IOException {
        saver.save(directory.resolve(name));
        return Files.readAllBytes(directory.resolve(name));
    }
}

package raftmark.ratis;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;
import raftmark.kv.spi.ReplicatedStateMachine;

/** The snapshots of one node: one file each, named after term and index, with its checksum beside it. */
final class SnapshotFiles {
    /** Ends the name of a snapshot that is not whole yet. */
    static final String WRITING = ".writing";

    private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
    private final ReplicatedStateMachine machine;

    SnapshotFiles(ReplicatedStateMachine machine) {
        this.machine = machine;
    }

    void init(RaftStorage raftStorage) throws IOException {
        storage.init(raftStorage);
        deleteUnfinished(raftStorage.getStorageDir().getStateMachineDir().toPath());
    }

    /** What a crash left of a snapshot: nobody else would ever delete it, and it is as large as the state. */
    private static void deleteUnfinished(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (var unfinished = Files.newDirectoryStream(directory, "*" + WRITING)) {
            for (Path file : unfinished) {
                Files.delete(file);
            }
        }
    }

    SimpleStateMachineStorage storage() {
        return storage;
    }

    /**
     * Loads the newest snapshot of the directory, which may have just been installed.
     *
     * @return how far it reaches, null if there is none
     */
    @Nullable
    TermIndex load() throws IOException {
        SingleFileSnapshotInfo snapshot = storage.loadLatestSnapshot();
        if (snapshot == null) {
            return null;
        }
        FileInfo file = snapshot.getFile();
        MD5Hash digest = file.getFileDigest();
        if (digest != null) {
            MD5FileUtil.verifySavedMD5(file.getPath().toFile(), digest);
        }
        machine.load(file.getPath());
        return snapshot.getTermIndex();
    }

    /**
     * Writes a snapshot unless there is one. It is durable on return; the checksum is written first, so that a crash in
     * between leaves no snapshot without one.
     */
    void save(TermIndex applied) throws IOException {
        SingleFileSnapshotInfo latest = storage.getLatestSnapshot();
        if (latest != null && latest.getIndex() >= applied.getIndex()) {
            return;
        }
        File target = storage.getSnapshotFile(applied.getTerm(), applied.getIndex());
        Path temporary = target.toPath().resolveSibling(target.getName() + WRITING);
        Files.deleteIfExists(temporary);
        machine.save(temporary);
        MD5Hash digest = MD5FileUtil.computeMd5ForFile(temporary.toFile());
        MD5FileUtil.saveMD5File(target, digest);
        Files.move(temporary, target.toPath(), StandardCopyOption.ATOMIC_MOVE);
        NodeDirectory.forceDirectory(target.getParentFile().toPath());
        storage.updateLatestSnapshot(new SingleFileSnapshotInfo(new FileInfo(target.toPath(), digest), applied));
    }
}

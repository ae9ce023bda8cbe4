package raftmark.kv.machine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Computes a {@link MapDigest}. */
final class Digests {
    private Digests() {}

    /** @param entries in any order; sorted in place */
    static MapDigest of(long index, List<Map.Entry<String, byte[]>> entries) {
        MessageDigest sha = sha256();
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
        entries.sort(Map.Entry.comparingByKey());
        for (Map.Entry<String, byte[]> entry : entries) {
            for (byte[] part : new byte[][] {entry.getKey().getBytes(StandardCharsets.UTF_8), entry.getValue()}) {
                sha.update(length.putInt(0, part.length).array());
                sha.update(part);
            }
        }
        return new MapDigest(index, entries.size(), HexFormat.of().formatHex(sha.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

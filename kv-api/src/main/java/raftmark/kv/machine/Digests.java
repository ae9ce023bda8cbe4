package raftmark.kv.machine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Computes a {@link MapDigest}. */
final class Digests {
    private Digests() {}

    static MapDigest of(long index, Map<String, byte[]> map) {
        MessageDigest sha = sha256();
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
        for (Map.Entry<String, byte[]> entry : new TreeMap<>(map).entrySet()) {
            for (byte[] part : new byte[][] {entry.getKey().getBytes(StandardCharsets.UTF_8), entry.getValue()}) {
                sha.update(length.putInt(0, part.length).array());
                sha.update(part);
            }
        }
        return new MapDigest(index, map.size(), HexFormat.of().formatHex(sha.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

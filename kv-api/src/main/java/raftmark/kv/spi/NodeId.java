package raftmark.kv.spi;

/** The name of a server within its cluster, such as {@code n1}: letters, digits, {@code _} and {@code -}. */
public record NodeId(String value) {
    /** @throws IllegalArgumentException if the name is empty, over 64 characters, or has other characters */
    public NodeId {
        if (!value.matches("[A-Za-z0-9_-]{1,64}")) {
            throw new IllegalArgumentException(
                    "node id '" + value + "' is not valid: use 1 to 64 letters, digits, '_' or '-', for instance n1");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}

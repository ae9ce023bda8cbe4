package raftmark.kv.wire;

/** Bounds on what a request may carry; beyond them the answer is INVALID_ARGUMENT naming the field and the limit. */
public final class Limits {
    /** A key in UTF-8: 4 KiB. */
    public static final int KEY_BYTES_MAX = 4 * 1024;

    /** The value of a Put or the args of an Append: 1 MiB. */
    public static final int VALUE_BYTES_MAX = 1024 * 1024;

    /** The client id of a request id in UTF-8. */
    public static final int CLIENT_ID_BYTES_MAX = 128;

    /** gRPC message size that clients and servers accept; room for an accumulated value and its frame. */
    public static final int MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

    private Limits() {}
}

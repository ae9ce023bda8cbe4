package raftmark.kv.machine;

/**
 * The map at one index, for comparing replicas.
 *
 * @param index log index of the last command that the map saw; 0 before the first
 * @param entries number of keys
 * @param checksum SHA-256 over the entries in key order, in hexadecimal
 */
public record MapDigest(long index, long entries, String checksum) {}

package raftmark.bench.spec;

/** The JIT setting of the servers' JVMs, a term of fairness. */
public enum JitMode {
    /** {@code -XX:TieredStopAtLevel=1}: warm in seconds, slower in the long run. */
    C1,
    /** The JVM's default compilers. */
    DEFAULT
}

package raftmark.bench.spec;

/** How clients choose a key. */
public enum KeyChoice {
    /** Always the key K1. */
    SINGLE,
    /** Every key alike. */
    UNIFORM,
    /** A few keys often: frequency of rank r proportional to 1/r^0.99. */
    ZIPFIAN
}

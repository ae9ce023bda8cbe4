package raftmark.bench.spec;

/** The distances between the intended moments of an open loop's requests. */
public enum Arrivals {
    /** All equal. */
    FIXED,
    /** Exponentially distributed, so that arrivals are a Poisson process: many users who know nothing of each other. */
    POISSON
}

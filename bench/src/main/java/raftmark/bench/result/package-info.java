/**
 * Results on disk: {@code runs.csv}, {@code latency.hlog}, {@code environment.json} and {@code experiment.yaml} of one
 * directory. A run is added whole or not at all.
 */
@NullMarked
package raftmark.bench.result;

import org.jspecify.annotations.NullMarked;

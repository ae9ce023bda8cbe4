/** Latencies as HdrHistograms, recorded without locks or allocation, and written as a standard histogram log. */
@NullMarked
package raftmark.bench.record;

import org.jspecify.annotations.NullMarked;

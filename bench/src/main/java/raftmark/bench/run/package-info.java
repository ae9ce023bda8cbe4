/** Carries out a plan: a cluster, a warm-up, a measured window and a verdict for each run, one after the other. */
@NullMarked
package raftmark.bench.run;

import org.jspecify.annotations.NullMarked;

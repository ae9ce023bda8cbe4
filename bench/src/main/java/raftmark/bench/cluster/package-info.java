/** All that the harness knows of a cluster: start, endpoints, who leads, samples of the servers, stop. */
@NullMarked
package raftmark.bench.cluster;

import org.jspecify.annotations.NullMarked;

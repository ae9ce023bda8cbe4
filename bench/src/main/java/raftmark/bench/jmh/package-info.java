/** JMH benchmarks: what lies inside one JVM, and the embedded cluster with JMH's own threads as blocking clients. */
@NullMarked
package raftmark.bench.jmh;

import org.jspecify.annotations.NullMarked;

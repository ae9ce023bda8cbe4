/** Where it was measured: the machine, its load from others, its disk, the JVM and the versions. */
@NullMarked
package raftmark.bench.env;

import org.jspecify.annotations.NullMarked;

/** The lab's client: a handful of threads that read, overwrite and extend one key, and show what they see. */
@NullMarked
package raftmark.bench.lab;

import org.jspecify.annotations.NullMarked;

/** Tests of the JRaft backend on real nodes within this JVM. */
@NullMarked
package raftmark.jraft;

import org.jspecify.annotations.NullMarked;

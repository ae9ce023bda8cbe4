/** The limits and the metadata of the wire contract that the proto file cannot express. */
@NullMarked
package raftmark.kv.wire;

import org.jspecify.annotations.NullMarked;

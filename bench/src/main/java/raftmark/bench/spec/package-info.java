/**
 * What an experiment asks: factors, levels and rules, read from YAML and refused where they make no sense. Knows nothing of
 * clusters or load.
 */
@NullMarked
package raftmark.bench.spec;

import org.jspecify.annotations.NullMarked;

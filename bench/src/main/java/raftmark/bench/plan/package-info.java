/** In which order an experiment's runs are made, and how long that takes: known before anything starts. */
@NullMarked
package raftmark.bench.plan;

import org.jspecify.annotations.NullMarked;

/**
 * The load generator: a closed loop of clients, each with one request outstanding, on event loops of its own. It never
 * retries; what fails is counted apart.
 */
@NullMarked
package raftmark.bench.load;

import org.jspecify.annotations.NullMarked;

/**
 * From rows to an answer: medians and ranges over runs, paired ratios with intervals, the law of server threads, and all of
 * it in words. Works on rows alone, so that a directory read back says the same. Rows of different terms are never compared.
 */
@NullMarked
package raftmark.bench.analysis;

import org.jspecify.annotations.NullMarked;

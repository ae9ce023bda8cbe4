/**
 * The command line {@code raftmark}: one class per command, and what commands share. A command parses, calls the package
 * that does the work, and prints; every error that a user can cause is one line on standard error and an exit code.
 */
@NullMarked
package raftmark.bench.cli;

import org.jspecify.annotations.NullMarked;

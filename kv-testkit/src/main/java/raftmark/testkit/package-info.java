/**
 * The contract of a backend as tests on a real three-node cluster: a backend's module extends {@link
 * raftmark.testkit.BackendContractTest} in its own tests, and has to pass.
 */
@NullMarked
package raftmark.testkit;

import org.jspecify.annotations.NullMarked;

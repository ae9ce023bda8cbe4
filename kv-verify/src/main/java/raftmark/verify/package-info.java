/**
 * Operation histories and what may be concluded from them: {@link raftmark.verify.HistoryRecorder} writes down what
 * clients saw, {@link raftmark.verify.LinearizabilityChecker} searches for an order that explains it, and {@link
 * raftmark.verify.TokenCheck} judges long append-only histories in linear time.
 */
@NullMarked
package raftmark.verify;

import org.jspecify.annotations.NullMarked;

package raftmark.testkit;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import raftmark.kv.v1.AppendResponse;
import raftmark.kv.wire.Outcome;
import raftmark.verify.HistoryRecorder;

/** Writes down the answer to one append that may be refused as busy, and as nothing else. */
record BusyObserver(
        HistoryRecorder.Invocation invocation, AtomicInteger busy, List<Throwable> unexpected, CountDownLatch answered)
        implements StreamObserver<AppendResponse> {
    @Override
    public void onNext(AppendResponse response) {
        invocation.ok(response.getFound() ? response.getOldValue().toByteArray() : null);
    }

    @Override
    public void onError(Throwable failure) {
        if (failure instanceof StatusRuntimeException status
                && status.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED
                && Outcome.of(status.getTrailers()) == Outcome.REFUSED) {
            busy.incrementAndGet();
            invocation.refused();
        } else {
            unexpected.add(failure);
        }
        answered.countDown();
    }

    @Override
    public void onCompleted() {
        answered.countDown();
    }
}

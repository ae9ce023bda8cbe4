package raftmark.bench.load;

import raftmark.bench.spec.Operation;
import raftmark.bench.spec.Workload;

/** Chooses the next operation by the shares of a workload. Immutable and shared by all clients; each brings its own generator. */
final class OperationChooser {
    private final double getShare;
    private final double getOrPutShare;
    private final boolean appends;

    OperationChooser(Workload workload) {
        this.getShare = workload.share(Operation.GET);
        this.getOrPutShare = getShare + workload.share(Operation.PUT);
        this.appends = workload.has(Operation.APPEND);
    }

    Operation next(FastRandom random) {
        if (getShare == 1) {
            return Operation.GET;
        }
        double drawn = random.nextDouble();
        if (drawn < getShare) {
            return Operation.GET;
        }
        return drawn < getOrPutShare || !appends ? Operation.PUT : Operation.APPEND;
    }
}

package raftmark.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a front end answered: each operation at the server that executed it, forwarded ones also at the one that passed them on. */
final class OperationCounters {
    private final LongAdder[] answered = {new LongAdder(), new LongAdder(), new LongAdder()};
    private final LongAdder forwarded = new LongAdder();
    private final LongAdder errors = new LongAdder();

    void answered(Operation operation) {
        answered[operation.ordinal()].increment();
    }

    void forwarded() {
        forwarded.increment();
    }

    void error() {
        errors.increment();
    }

    Map<String, Long> snapshot() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Operation operation : Operation.values()) {
            counts.put(operation.counter(), answered[operation.ordinal()].sum());
        }
        counts.put("forwarded", forwarded.sum());
        counts.put("errors", errors.sum());
        return counts;
    }
}

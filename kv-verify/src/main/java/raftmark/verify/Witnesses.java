package raftmark.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * For each acknowledged Put of a key, the operations that can be the first to see what it wrote, if it is placed as one
 * that others could have overwritten unseen. Without any it need not be placed at all.
 */
final class Witnesses {
    private final List<Pending.Node[]> byIndex = new ArrayList<>();

    Witnesses(Pending acknowledged) {
        List<Pending.Node> nodes = new ArrayList<>();
        for (Pending.Node node = acknowledged.first(); node != null; node = node.next()) {
            nodes.add(node);
        }
        long[] invokes =
                nodes.stream().mapToLong(node -> node.operation.invokeNanos()).toArray();
        long[] latestCompletions = latestCompletions(nodes);
        long[] earliestSeeingFrom = earliestSeeingFrom(nodes);
        for (Pending.Node put : nodes) {
            byIndex.add(
                    put.observes()
                            ? new Pending.Node[0]
                            : witnesses(put, nodes, invokes, latestCompletions, earliestSeeingFrom));
        }
    }

    /** The latest completion among the operations up to each. */
    private static long[] latestCompletions(List<Pending.Node> nodes) {
        long[] latest = new long[nodes.size()];
        long until = Long.MIN_VALUE;
        for (int i = 0; i < latest.length; i++) {
            until = Math.max(until, nodes.get(i).operation.completionNanos());
            latest[i] = until;
        }
        return latest;
    }

    /** The earliest completion among the observing operations from each on. */
    private static long[] earliestSeeingFrom(List<Pending.Node> nodes) {
        long[] earliest = new long[nodes.size() + 1];
        earliest[nodes.size()] = Operation.NEVER_NANOS;
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Pending.Node node = nodes.get(i);
            earliest[i] =
                    node.observes() ? Math.min(earliest[i + 1], node.operation.completionNanos()) : earliest[i + 1];
        }
        return earliest;
    }

    private static Pending.Node[] witnesses(
            Pending.Node put,
            List<Pending.Node> nodes,
            long[] invokes,
            long[] latestCompletions,
            long[] earliestSeeingFrom) {
        // Nothing invoked after the Put's completion is placed before it, so what follows it at once began before the
        // first observer among those completed.
        long lastInvokeNanos = earliestSeeingFrom[firstAbove(invokes, put.operation.completionNanos())];
        List<Pending.Node> witnesses = new ArrayList<>();
        for (int i = firstAbove(latestCompletions, put.operation.invokeNanos() - 1);
                i < invokes.length && invokes[i] <= lastInvokeNanos;
                i++) {
            Pending.Node node = nodes.get(i);
            if (node.observes()
                    && node.operation.completionNanos() >= put.operation.invokeNanos()
                    && put.input.isPrefixOf(node.output)) {
                witnesses.add(node);
            }
        }
        return witnesses.toArray(Pending.Node[]::new);
    }

    /** Index of the first entry of an ascending array that is greater than {@code bound}. */
    private static int firstAbove(long[] ascending, long bound) {
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] > bound) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Whether one of them is still to be placed. */
    boolean remainFor(Pending.Node put, Pending acknowledged) {
        return Arrays.stream(byIndex.get(put.index)).anyMatch(node -> !acknowledged.isPlaced(node));
    }
}

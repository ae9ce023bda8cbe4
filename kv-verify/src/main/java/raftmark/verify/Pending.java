package raftmark.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operations of one class (acknowledged, or unknown) that a search has not placed yet: a list by time of invocation
 * from which one is taken and to which it is put back at the place where it was. Put back in reverse order of taking.
 */
final class Pending {
    /** An operation within the list. */
    static final class Node {
        final Operation operation;
        final int index;
        final Value input;
        /** What it saw; ABSENT also where it saw nothing, as a Put. */
        final Value output;

        private Node previous;
        private @Nullable Node next;

        private Node(Operation operation, int index) {
            this.operation = operation;
            this.index = index;
            this.input = Value.of(operation.input());
            boolean saw = operation.outcome() == Operation.Outcome.OK && operation.kind() != Operation.Kind.PUT;
            this.output = saw ? Value.of(operation.output()) : Value.ABSENT;
            this.previous = this;
        }

        /** Whether it saw the value at the moment when it took effect. */
        boolean observes() {
            return operation.kind() != Operation.Kind.PUT;
        }

        @Nullable
        Node next() {
            return next;
        }

        /** The value after it, if {@code value} is the one before. */
        Value applyTo(Value value) {
            return switch (operation.kind()) {
                case GET -> value;
                case PUT -> input;
                case APPEND -> value.append(input);
            };
        }
    }

    private final Node head;
    private final long[] placed;
    private int remaining;

    /** @param operations by time of invocation */
    Pending(List<Operation> operations) {
        // The head carries no operation of its own; any will do, and an empty list never shows it.
        head = new Node(PLACEHOLDER, -1);
        Node last = head;
        for (Operation operation : operations) {
            Node node = new Node(operation, last.index + 1);
            node.previous = last;
            last.next = node;
            last = node;
        }
        remaining = operations.size();
        placed = new long[(operations.size() >> 6) + 1];
    }

    private static final Operation PLACEHOLDER =
            new Operation(-1, Operation.Kind.GET, "", new byte[0], null, 0, 0, Operation.Outcome.REFUSED);

    @Nullable
    Node first() {
        return head.next;
    }

    int remaining() {
        return remaining;
    }

    void take(Node node) {
        node.previous.next = node.next;
        if (node.next != null) {
            node.next.previous = node.previous;
        }
        placed[node.index >> 6] |= 1L << node.index;
        remaining--;
    }

    void putBack(Node node) {
        node.previous.next = node;
        if (node.next != null) {
            node.next.previous = node;
        }
        placed[node.index >> 6] &= ~(1L << node.index);
        remaining++;
    }

    boolean isPlaced(Node node) {
        return (placed[node.index >> 6] & 1L << node.index) != 0;
    }

    /** The first word that is not all ones: everything before it is placed. */
    int firstWord() {
        Node first = head.next;
        return first == null ? placed.length : first.index >> 6;
    }

    /** Number of words up to the last that has a placed operation. */
    int wordsUntilLastPlaced(int firstWord) {
        int end = placed.length;
        while (end > firstWord && placed[end - 1] == 0) {
            end--;
        }
        return end;
    }

    /** Copies the words {@code from} to {@code to} of the set of placed operations. */
    void copyWords(int from, int to, long[] target, int offset) {
        System.arraycopy(placed, from, target, offset, to - from);
    }
}

package raftmark.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import raftmark.kv.machine.CommandCodec;
import raftmark.kv.spi.ReplicatedStateMachine;

/**
 * A state machine that prints each write that it applies, as the lab's server does: every replica shows every write, in the same order.
 * It stands before the real one only where printing is on, so that it costs nothing elsewhere.
 */
final class PrintingMachine implements ReplicatedStateMachine {
    private final ReplicatedStateMachine machine;
    private final OperationPrinter printer;

    PrintingMachine(ReplicatedStateMachine machine, OperationPrinter printer) {
        this.machine = machine;
        this.printer = printer;
    }

    @Override
    public ByteBuffer apply(long index, ByteBuffer command) {
        ByteBuffer reply = machine.apply(index, command);
        if (command.hasRemaining()) {
            print(index, command, reply);
        }
        return reply;
    }

    private void print(long index, ByteBuffer command, ByteBuffer reply) {
        try {
            printer.applied(index, CommandCodec.decode(command), CommandCodec.decodeReply(reply));
        } catch (CommandCodec.MalformedCommandException e) {
            // The reply says so to the caller; there is no input to show.
        }
    }

    @Override
    public void save(Path file) throws IOException {
        machine.save(file);
    }

    @Override
    public void load(Path file) throws IOException {
        machine.load(file);
    }
}

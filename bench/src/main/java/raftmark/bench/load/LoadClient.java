package raftmark.bench.load;

import com.google.protobuf.MessageLite;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;
import raftmark.bench.spec.Operation;
import raftmark.kv.wire.Outcome;

/**
 * One client, with one request out at most. It is the listener of its own calls, so that a request costs no object beyond
 * gRPC's own. At any time one thread acts for it: the one that sends, then the event loop that brings the end; only {@link
 * #cancelIfOlderThan}, {@link #sentNanos} and {@link #intendedNanos} are called from elsewhere.
 */
final class LoadClient extends ClientCall.Listener<MessageLite> {
    private final LoadDriver driver;
    private final int number;
    private final Channel[] channels;
    private final FastRandom random;

    private Operation operation = Operation.PUT;
    private boolean answered;
    private volatile long intendedNanos;
    private volatile long sentNanos;
    private long endedNanos;
    private volatile @Nullable ClientCall<MessageLite, MessageLite> call;

    /**
     * @param number from 0
     * @param channels one to each server that it may ask
     */
    LoadClient(LoadDriver driver, int number, Channel[] channels, long seed) {
        this.driver = driver;
        this.number = number;
        this.channels = channels;
        this.random = new FastRandom(seed);
    }

    /**
     * Sends a request.
     *
     * @param intended when it should have been sent, on the clock of {@link System#nanoTime}: not later than now
     * @return when it was sent
     */
    long send(long intended) {
        operation = driver.chooseOperation(random);
        MessageLite request = driver.request(operation, number, random);
        Channel channel = channels.length == 1 ? channels[0] : channels[random.nextInt(channels.length)];
        MethodDescriptor<MessageLite, MessageLite> method = Requests.method(operation);
        answered = false;
        ClientCall<MessageLite, MessageLite> next = channel.newCall(method, CallOptions.DEFAULT);
        intendedNanos = intended;
        long sent = System.nanoTime();
        sentNanos = sent;
        call = next;
        next.start(this, new Metadata());
        // Two, as gRPC's own unary stub does: a second message would be an error of the server's, and be told.
        next.request(2);
        next.sendMessage(request);
        next.halfClose();
        return sent;
    }

    @Override
    public void onMessage(MessageLite response) {
        answered = true;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        endedNanos = System.nanoTime();
        call = null;
        boolean succeeded = status.isOk() && answered;
        if (succeeded) {
            driver.recorder().success(operation, intendedNanos, sentNanos, endedNanos);
        } else {
            driver.recorder().failure(status.getCode(), Outcome.of(trailers), endedNanos - sentNanos);
        }
        driver.ended(this, succeeded);
    }

    /** When its last request ended, on the clock of {@link System#nanoTime}; for the thread that was given the client back. */
    long endedNanos() {
        return endedNanos;
    }

    /** When the outstanding request was sent, on the clock of {@link System#nanoTime}; {@code whenNone} if there is none. */
    long sentNanos(long whenNone) {
        return call == null ? whenNone : sentNanos;
    }

    /** When the outstanding request was to be sent, on the clock of {@link System#nanoTime}; {@code whenNone} if there is none. */
    long intendedNanos(long whenNone) {
        return call == null ? whenNone : intendedNanos;
    }

    /** Gives up on a request that has been out since before {@code sentBeforeNanos}; it then counts as a failure. */
    void cancelIfOlderThan(long sentBeforeNanos) {
        // The call is read first: were it answered meanwhile, the time read after it is a later one.
        ClientCall<MessageLite, MessageLite> outstanding = call;
        if (outstanding != null && sentNanos - sentBeforeNanos < 0) {
            outstanding.cancel("no answer within the load generator's limit", null);
        }
    }
}

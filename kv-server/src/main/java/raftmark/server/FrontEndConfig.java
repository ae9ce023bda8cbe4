package raftmark.server;

/**
 * Settings of the gRPC front end.
 *
 * @param handler how requests are handled
 * @param route what becomes of a request at a server that does not lead
 * @param grpcIoThreads event loops of the server, and as many at most for forwarding; threads start when first used
 * @param proposalsInFlightMax proposals and read barriers at the backend at one time, and as many forwarded requests;
 *     beyond it the answer is RESOURCE_EXHAUSTED
 * @param printOperations whether every operation's input and result is printed on standard output: writes by each server
 *     as it applies them, reads and failures by the server that is asked and the leader that it forwards to. Values whole up to
 *     4 KiB, of longer ones the beginning and the length. Writes are printed by the node, so it must be started with it
 */
public record FrontEndConfig(
        HandlerConfig handler, Route route, int grpcIoThreads, int proposalsInFlightMax, boolean printOperations) {
    private static final int GRPC_IO_THREADS_MAX = 1_000;
    private static final int PROPOSALS_IN_FLIGHT_DEFAULT = 4_096;

    /** @throws IllegalArgumentException if a number is out of its range */
    public FrontEndConfig {
        if (grpcIoThreads < 1 || grpcIoThreads > GRPC_IO_THREADS_MAX) {
            throw new IllegalArgumentException(
                    "grpcIoThreads " + grpcIoThreads + " is not within 1 to " + GRPC_IO_THREADS_MAX);
        }
        if (proposalsInFlightMax < 1) {
            throw new IllegalArgumentException("proposalsInFlightMax " + proposalsInFlightMax + " is not positive");
        }
    }

    /** Async on direct, forwarding, an event loop per core, 4,096 proposals in flight, nothing printed. */
    public static FrontEndConfig defaults() {
        return new FrontEndConfig(
                HandlerConfig.ASYNC_DIRECT,
                Route.FORWARD,
                Runtime.getRuntime().availableProcessors(),
                PROPOSALS_IN_FLIGHT_DEFAULT,
                false);
    }

    public FrontEndConfig withHandler(HandlerConfig value) {
        return new FrontEndConfig(value, route, grpcIoThreads, proposalsInFlightMax, printOperations);
    }

    public FrontEndConfig withRoute(Route value) {
        return new FrontEndConfig(handler, value, grpcIoThreads, proposalsInFlightMax, printOperations);
    }

    public FrontEndConfig withGrpcIoThreads(int value) {
        return new FrontEndConfig(handler, route, value, proposalsInFlightMax, printOperations);
    }

    public FrontEndConfig withProposalsInFlightMax(int value) {
        return new FrontEndConfig(handler, route, grpcIoThreads, value, printOperations);
    }

    public FrontEndConfig withPrintOperations(boolean value) {
        return new FrontEndConfig(handler, route, grpcIoThreads, proposalsInFlightMax, value);
    }
}

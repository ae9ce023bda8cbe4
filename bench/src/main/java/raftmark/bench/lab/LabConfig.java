package raftmark.bench.lab;

import java.time.Duration;
import java.util.List;

/**
 * What the lab's client does.
 *
 * @param endpoints the servers, each {@code host:port}
 * @param clients threads, numbered from 1
 * @param requestsPerClient requests that each thread sends, one after the other
 * @param seed decides every choice
 * @param timeout how long a thread waits for a response
 */
public record LabConfig(List<String> endpoints, int clients, int requestsPerClient, long seed, Duration timeout) {
    private static final int CLIENTS_MAX = 1_000;

    /** @throws IllegalArgumentException naming the number that is out of range */
    public LabConfig {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("endpoints: the lab's client needs at least one server");
        }
        if (clients < 1 || clients > CLIENTS_MAX) {
            throw new IllegalArgumentException("clients " + clients + " is not within 1 to " + CLIENTS_MAX);
        }
        if (requestsPerClient < 1) {
            throw new IllegalArgumentException("requests " + requestsPerClient + " is not positive");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout " + timeout + " is not positive");
        }
    }
}

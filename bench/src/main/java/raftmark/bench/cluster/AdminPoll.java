package raftmark.bench.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import raftmark.kv.client.AdminClient;
import raftmark.kv.client.KvClientException;
import raftmark.kv.v1.Role;
import raftmark.kv.v1.StatsResponse;
import raftmark.kv.v1.StatusResponse;

/** Asks the servers of a cluster through their Admin service. Closed by the cluster that owns it. */
final class AdminPoll implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final Map<String, AdminClient> admins = new LinkedHashMap<>();

    AdminPoll(List<String> endpoints) {
        endpoints.forEach(endpoint -> admins.put(endpoint, new AdminClient(endpoint)));
    }

    List<ServerSample> sample() throws IOException {
        List<ServerSample> samples = new ArrayList<>();
        for (Map.Entry<String, AdminClient> admin : admins.entrySet()) {
            long before = System.nanoTime();
            StatsResponse stats = ask(admin.getKey(), () -> admin.getValue().stats(DEADLINE));
            samples.add(new ServerSample(admin.getKey(), before + (System.nanoTime() - before) / 2, stats));
        }
        return samples;
    }

    Map<String, StatusResponse> statuses() throws IOException {
        Map<String, StatusResponse> statuses = new LinkedHashMap<>();
        for (Map.Entry<String, AdminClient> admin : admins.entrySet()) {
            statuses.put(admin.getKey(), ask(admin.getKey(), () -> admin.getValue().role(DEADLINE)));
        }
        return statuses;
    }

    long term() throws IOException {
        return statuses().values().stream()
                .mapToLong(StatusResponse::getTerm)
                .max()
                .orElse(0);
    }

    String leaderEndpoint() throws IOException {
        Map<String, StatusResponse> statuses = statuses();
        // The leader of the highest term: one that was deposed may not know yet.
        return statuses.entrySet().stream()
                .filter(status -> status.getValue().getRole() == Role.LEADER
                        && status.getValue().getReady())
                .max((a, b) -> Long.compare(a.getValue().getTerm(), b.getValue().getTerm()))
                .map(Map.Entry::getKey)
                .orElseThrow(() -> new IOException("no server of " + statuses.keySet() + " leads"));
    }

    @Override
    public void close() {
        admins.values().forEach(AdminClient::close);
    }

    private static <T> T ask(String endpoint, Question<T> question) throws IOException {
        try {
            return question.ask();
        } catch (KvClientException failed) {
            throw new IOException("the server at " + endpoint + " does not answer: " + failed.getMessage(), failed);
        }
    }

    /** A call that may fail. */
    private interface Question<T> {
        T ask() throws KvClientException;
    }
}

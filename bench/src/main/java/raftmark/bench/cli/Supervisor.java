package raftmark.bench.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import raftmark.bench.process.ServerExit;
import raftmark.bench.process.ServerProcesses;
import raftmark.kv.spi.NodeId;

/**
 * Watches the servers of a ready cluster: reports one that dies, and brings it back where that was asked for. A server that
 * keeps dying is tried again after 1, 2, 4 … up to 30 seconds; one that lived for a minute starts over.
 */
final class Supervisor {
    private static final long DELAY_MILLIS_MAX = 30_000;
    private static final long LIVED_LONG_MILLIS = 60_000;

    private final ServerProcesses servers;
    private final boolean restartFailed;
    private final Consumer<String> report;
    private final BlockingQueue<ServerExit> exits = new LinkedBlockingQueue<>();
    private final Map<NodeId, Attempts> attempts = new HashMap<>();
    private final Map<NodeId, Long> restartNanos = new HashMap<>();

    /** When a node was last started, and how many times it died young before. */
    private record Attempts(long startedNanos, int diedYoung) {}

    Supervisor(ServerProcesses servers, boolean restartFailed, Consumer<String> report) {
        this.servers = servers;
        this.restartFailed = restartFailed;
        this.report = report;
    }

    /** Takes note that a server ended; called on any thread. */
    void ended(ServerExit exit) {
        exits.add(exit);
    }

    /**
     * Watches until it is asked to stop, which interrupts it.
     *
     * @throws UserError if no server is left
     */
    void watch(Stop stop) throws InterruptedException {
        while (!stop.isAsked()) {
            ServerExit exit = exits.poll(nanosToNextRestart(), TimeUnit.NANOSECONDS);
            if (exit != null && !exit.requested()) {
                handle(exit);
            }
            restartDue();
        }
    }

    private void handle(ServerExit exit) {
        String what = "server " + exit.id() + " (pid " + exit.pid() + ") ended with " + exit.reason();
        String log = "; log: " + servers.launch().logFile(exit.id());
        if (!restartFailed) {
            if (servers.peers().stream().noneMatch(peer -> servers.isAlive(peer.id()))) {
                throw new UserError(what + log + "; no server is left");
            }
            report.accept(what + log + "; the others go on");
            return;
        }
        report.accept(what + log + "; it is started again in " + schedule(exit.id()) + " s");
    }

    /** Plans a start, and answers in how many seconds. */
    private long schedule(NodeId id) {
        Attempts before = attempts.getOrDefault(id, new Attempts(System.nanoTime(), 0));
        boolean livedLong = elapsedMillis(before.startedNanos()) > LIVED_LONG_MILLIS;
        int diedYoung = livedLong ? 0 : before.diedYoung();
        long delayMillis = Math.min(DELAY_MILLIS_MAX, 1000L << Math.min(diedYoung, 10));
        attempts.put(id, new Attempts(before.startedNanos(), diedYoung + 1));
        restartNanos.put(id, System.nanoTime() + Duration.ofMillis(delayMillis).toNanos());
        return delayMillis / 1000;
    }

    private void restartDue() {
        long now = System.nanoTime();
        List<NodeId> due = restartNanos.entrySet().stream()
                .filter(entry -> entry.getValue() - now <= 0)
                .map(Map.Entry::getKey)
                .toList();
        for (NodeId id : due) {
            restartNanos.remove(id);
            attempts.computeIfPresent(id, (key, before) -> new Attempts(now, before.diedYoung()));
            restart(id);
        }
    }

    private void restart(NodeId id) {
        try {
            servers.restart(id);
            report.accept("server " + id + " started again as pid " + servers.pid(id));
        } catch (IOException e) {
            report.accept("server " + id + " cannot be started again: " + e.getMessage() + "; it is tried again in "
                    + schedule(id) + " s");
        }
    }

    private long nanosToNextRestart() {
        return restartNanos.values().stream()
                .mapToLong(due -> Math.max(0, due - System.nanoTime()))
                .min()
                .orElse(Duration.ofHours(1).toNanos());
    }

    private static long elapsedMillis(long sinceNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNanos);
    }
}

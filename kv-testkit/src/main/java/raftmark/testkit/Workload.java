package raftmark.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import raftmark.kv.client.KvClient;
import raftmark.kv.client.KvClientException;
import raftmark.kv.spi.ReadLevel;
import raftmark.kv.wire.Outcome;
import raftmark.verify.HistoryRecorder;
import raftmark.verify.Operation;
import raftmark.verify.TokenCheck;

/**
 * Clients that call the cluster at once, each on a thread of its own and at all servers in turn, and write down what they
 * see. Every value is unique.
 */
final class Workload implements AutoCloseable {
    /** What the clients do. */
    enum Mix {
        /** Append only, so that tokens can be counted in the end. */
        APPENDS,
        /** Half Appends, a third Gets through the log, the rest Puts. */
        ALL
    }

    private final HistoryRecorder recorder = new HistoryRecorder(System::nanoTime);
    private final List<Thread> threads = new ArrayList<>();
    private final List<KvClient> clients = new ArrayList<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private volatile boolean stopping;

    private Workload() {}

    static Workload start(ContractCluster cluster, int clientCount, List<String> keys, Mix mix) {
        Workload workload = new Workload();
        for (int i = 0; i < clientCount; i++) {
            int number = i;
            KvClient client = cluster.client();
            workload.clients.add(client);
            workload.threads.add(
                    new Thread(() -> workload.run(client, number, keys, mix), "contract-client-" + number));
        }
        workload.threads.forEach(Thread::start);
        return workload;
    }

    private void run(KvClient client, int number, List<String> keys, Mix mix) {
        Random random = new Random(number);
        for (long i = 0; !stopping; i++) {
            String key = keys.get(random.nextInt(keys.size()));
            byte[] token = TokenCheck.token(number, i);
            int draw = mix == Mix.APPENDS ? 0 : random.nextInt(6);
            if (draw < 3) {
                HistoryRecorder.Invocation append = recorder.append(number, key, token);
                perform(append, () -> append.ok(client.append(key, token).orElse(null)));
            } else if (draw < 5) {
                HistoryRecorder.Invocation get = recorder.get(number, key);
                perform(get, () -> get.ok(orNull(client.get(key, ReadLevel.LOG_READ))));
            } else {
                HistoryRecorder.Invocation put = recorder.put(number, key, token);
                perform(put, () -> {
                    client.put(key, token);
                    put.ok(null);
                });
            }
        }
    }

    private static byte @org.jspecify.annotations.Nullable [] orNull(Optional<byte[]> value) {
        return value.orElse(null);
    }

    private void perform(HistoryRecorder.Invocation invocation, Runnable call) {
        try {
            call.run();
            acknowledged.incrementAndGet();
        } catch (KvClientException e) {
            if (e.outcome() == Outcome.REFUSED) {
                invocation.refused();
            } else {
                invocation.unknown();
            }
        }
    }

    /** Waits until that many more operations were acknowledged. */
    void awaitMore(int operations, ContractCluster cluster) {
        int goal = acknowledged.get() + operations;
        long deadline = System.nanoTime() + ContractCluster.PATIENCE.toNanos();
        while (acknowledged.get() < goal) {
            if (System.nanoTime() > deadline) {
                fail((goal - acknowledged.get()) + " of " + operations + " operations were not acknowledged within "
                        + ContractCluster.PATIENCE + ": " + cluster.describe());
            }
            ContractCluster.pause();
        }
    }

    /** Lets every client end its operation, and answers all of them. */
    List<Operation> stop() {
        stopping = true;
        for (Thread thread : threads) {
            try {
                thread.join(2 * ContractCluster.PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                fail("interrupted", e);
            }
            assertThat(thread.isAlive())
                    .as("%s hangs in a call longer than its timeout", thread.getName())
                    .isFalse();
        }
        return recorder.history();
    }

    @Override
    public void close() {
        stopping = true;
        clients.forEach(KvClient::close);
    }
}

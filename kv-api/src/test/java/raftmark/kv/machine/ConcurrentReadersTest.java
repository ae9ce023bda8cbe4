package raftmark.kv.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readers beside the apply thread: each sees one state, never a mixture. */
@Timeout(60)
class ConcurrentReadersTest {
    private static final int KEYS = 256;
    private static final int INDEXES = 150;

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean enough = new AtomicBoolean();

    @AfterEach
    void stop() throws InterruptedException {
        enough.set(true);
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    /** The state at index i depends on i modulo the period alone, so what a digest must be is known for each index. */
    @Test
    void aDigestBelongsToItsIndex() throws Exception {
        int period = 4 * KEYS;
        KvStateMachine machine = new KvStateMachine(MachineLimits.DEFAULT);
        Applier applier = new Applier(machine);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 2 * period; i++) {
            step(applier);
            if (i >= period) {
                expected.add(machine.digest().checksum());
            }
        }
        Future<?> applying = threads.submit(() -> {
            while (!enough.get()) {
                step(applier);
            }
        });

        Set<Long> indexes = new HashSet<>();
        while (indexes.size() < INDEXES) {
            MapDigest digest = machine.digest();
            assertThat(digest.checksum()).isEqualTo(expected.get((int) ((digest.index() - 1) % period)));
            indexes.add(digest.index());
        }
        enough.set(true);
        applying.get();
    }

    private static void step(Applier applier) {
        long next = applier.index();
        applier.put("key" + next % KEYS, "value" + next / KEYS % 4);
    }

    @Test
    void readersSeeTheOldOrTheNewState() throws Exception {
        KvStateMachine machine = new KvStateMachine(MachineLimits.DEFAULT);
        Path first = saved("first", 1);
        Path second = saved("second", 2);
        machine.load(first);
        MapDigest old = machine.digest();
        machine.load(second);
        Set<MapDigest> valid = Set.of(old, machine.digest());

        CountDownLatch reading = new CountDownLatch(2);
        Future<Integer> digests = threads.submit(counting(reading, () -> {
            assertThat(valid).contains(machine.digest());
            return null;
        }));
        Future<Integer> gets = threads.submit(counting(reading, () -> {
            assertThat(machine.get("key" + (KEYS - 1))).isNotNull();
            return null;
        }));
        int swaps = 0;
        // Until both have begun, too: a loaded machine may start their threads late.
        while (swaps < 200 || reading.getCount() > 0) {
            machine.load(swaps++ % 2 == 0 ? first : second);
        }
        enough.set(true);
        assertThat(digests.get()).isPositive();
        assertThat(gets.get()).isPositive();
    }

    private Callable<Integer> counting(CountDownLatch reading, Callable<Void> check) {
        return () -> {
            int count = 0;
            while (!enough.get()) {
                try {
                    check.call();
                } finally {
                    if (count++ == 0) {
                        reading.countDown();
                    }
                }
            }
            return count;
        };
    }

    private Path saved(String name, int rounds) throws Exception {
        KvStateMachine machine = new KvStateMachine(MachineLimits.DEFAULT);
        Applier applier = new Applier(machine);
        for (int i = 0; i < rounds * KEYS; i++) {
            step(applier);
        }
        Path file = directory.resolve(name);
        machine.save(file);
        return file;
    }
}

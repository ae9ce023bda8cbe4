package raftmark.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import raftmark.kv.spi.Capabilities;

/**
 * Counts the live threads of this JVM by pool, recognising them by their names: the front end's own pools, then the
 * library's, the first match wins; the rest is {@code other}. Nodes that share a JVM share the counts.
 */
final class ThreadPools {
    static final String OTHER = "other";
    static final String CARRIERS = "virtual-carrier";

    private static final String CARRIER_CLASS = "jdk.internal.misc.CarrierThread";

    private final List<Pool> pools = new ArrayList<>();

    private record Pool(String name, Pattern pattern) {}

    ThreadPools(List<Capabilities.ThreadPool> library) {
        for (String own : List.of(
                HandlerPool.NAME, FrontEnd.GRPC_IO, FrontEnd.FORWARD_IO, FrontEnd.FORWARD_LOOKUP, FrontEnd.ADMIN)) {
            pools.add(new Pool(own, Pattern.compile("^" + own + "-\\d+$")));
        }
        library.forEach(pool -> pools.add(new Pool(pool.name(), Pattern.compile(pool.threadNamePattern()))));
    }

    /** Live platform threads by pool; a pool without any is there with 0, but for {@link #CARRIERS}. */
    Map<String, Integer> live() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        pools.forEach(pool -> counts.put(pool.name(), 0));
        counts.put(OTHER, 0);
        for (Thread thread : threads()) {
            counts.merge(poolOf(thread), 1, Integer::sum);
        }
        return counts;
    }

    private String poolOf(Thread thread) {
        for (Pool pool : pools) {
            if (pool.pattern().matcher(thread.getName()).find()) {
                return pool.name();
            }
        }
        return thread.getClass().getName().equals(CARRIER_CLASS) ? CARRIERS : OTHER;
    }

    /** All live platform threads, without stopping the JVM as a thread dump does. */
    private static List<Thread> threads() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] threads = new Thread[root.activeCount() + 16];
        int count = root.enumerate(threads, true);
        while (count == threads.length) {
            threads = new Thread[2 * threads.length];
            count = root.enumerate(threads, true);
        }
        return List.of(java.util.Arrays.copyOf(threads, count));
    }
}

package raftmark.server;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** The one place that reaches for virtual threads, by reflection: the code is compiled for Java 17. */
final class VirtualThreads {
    private static final int FIRST_VERSION = 21;

    private VirtualThreads() {}

    static boolean areAvailable() {
        return Runtime.version().feature() >= FIRST_VERSION;
    }

    /**
     * An executor that starts a virtual thread named {@code pool-N} for each task.
     *
     * @throws IllegalArgumentException on a JDK without them
     */
    static ExecutorService executor(String pool) {
        if (!areAvailable()) {
            throw new IllegalArgumentException("--executor virtual needs JDK " + FIRST_VERSION
                    + " or later, and this is " + Runtime.version() + ": run on a newer JDK, or use --executor cached");
        }
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            type.getMethod("name", String.class, long.class).invoke(builder, pool + "-", 1L);
            Object factory = type.getMethod("factory").invoke(builder);
            return (ExecutorService) Executors.class
                    .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                    .invoke(null, factory);
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException("JDK " + Runtime.version() + " does not make virtual threads", e);
        }
    }
}

package raftmark.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Closes several things, each even if another fails. */
final class Closing {
    private Closing() {}

    /**
     * Closes all in the given order.
     *
     * @throws IllegalStateException with the first failure as its cause and the others suppressed
     */
    static void all(List<? extends AutoCloseable> resources) {
        @Nullable IllegalStateException failure = null;
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                if (failure == null) {
                    failure = new IllegalStateException("could not close " + resource, e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Closes after a failure, which stays the one that is told. */
    static void addSuppressed(Exception failure, AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }
}

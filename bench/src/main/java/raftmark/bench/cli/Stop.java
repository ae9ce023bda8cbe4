package raftmark.bench.cli;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The wish to end, by signal or by the death of the parent, as something that a command can wait for.
 *
 * <p>Signal handlers and no shutdown hook: a hook would run beside the command's own threads and the JVM would end with 130
 * or 143, while {@code cluster} and {@code serve} promise to end with 0 after they have put everything away. The class
 * {@code sun.misc.Signal} belongs to the supported module jdk.unsupported and has no replacement.
 */
final class Stop {
    private final CountDownLatch asked = new CountDownLatch(1);

    /** Asked for by any of the signals, as {@code INT} or {@code TERM}. A signal that the JVM doesn't know is left out. */
    Stop on(String... signals) {
        for (String signal : signals) {
            handle(signal, received -> asked.countDown());
        }
        return this;
    }

    /** Ignores a signal: Ctrl-C reaches a whole process group, and a parent that ends its children wants to do it itself. */
    Stop ignore(String signal) {
        handle(signal, SignalHandler.SIG_IGN);
        return this;
    }

    private static void handle(String signal, SignalHandler handler) {
        try {
            Signal.handle(new Signal(signal), handler);
        } catch (IllegalArgumentException e) {
            System.err.println("raftmark: signal " + signal + " cannot be handled here: " + e.getMessage());
        }
    }

    /** Asked for by the end of the input, which comes when the parent that holds the pipe's other end dies. */
    Stop onEndOf(InputStream input) {
        daemon("parent-watch", () -> {
            try {
                while (input.read() >= 0) {
                    // A parent says nothing; whatever comes is not the end.
                }
            } catch (IOException e) {
                // A broken pipe is its end, too.
            }
            asked.countDown();
        });
        return this;
    }

    /** Once asked for, gives the command this long to put things away, then halts the JVM. */
    Stop haltAfter(Duration grace) {
        daemon("stop-watchdog", () -> {
            try {
                asked.await();
                Thread.sleep(grace.toMillis());
            } catch (InterruptedException e) {
                return;
            }
            System.err.println("raftmark: not closed within " + grace.toSeconds() + " s, halting");
            Runtime.getRuntime().halt(ExitCodes.FAILED);
        });
        return this;
    }

    /** Runs an action on a thread of its own once asked for. */
    Stop then(Runnable action) {
        daemon("stop", () -> {
            try {
                asked.await();
            } catch (InterruptedException e) {
                return;
            }
            action.run();
        });
        return this;
    }

    boolean isAsked() {
        return asked.getCount() == 0;
    }

    void await() throws InterruptedException {
        asked.await();
    }

    private static void daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }
}

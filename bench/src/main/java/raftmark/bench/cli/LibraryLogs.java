package raftmark.bench.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/**
 * What libraries log while an experiment runs in this JVM. They warn of much that is normal, such as an empty directory or the first
 * connection to a node that is still starting; what matters to a run ends up in its verdict.
 */
final class LibraryLogs {
    private static final String JUL_LOGGER_OF_RATIS = "org.apache.ratis.thirdparty";
    /** java.util.logging forgets the level of a logger that nobody holds. */
    private static final java.util.logging.Logger JUL_OF_RATIS =
            java.util.logging.Logger.getLogger(JUL_LOGGER_OF_RATIS);

    private LibraryLogs() {}

    /** Leaves errors only. */
    static void errorsOnly() {
        for (String library : new String[] {"com.alipay", "org.apache.ratis"}) {
            if (LoggerFactory.getLogger(library) instanceof Logger logger) {
                logger.setLevel(Level.ERROR);
            }
        }
        // Bolt reports as an error that a peer has closed first, which is how every embedded cluster ends.
        if (LoggerFactory.getLogger("com.alipay.sofa.common.log") instanceof Logger bolt) {
            bolt.setLevel(Level.OFF);
        }
        JUL_OF_RATIS.setLevel(java.util.logging.Level.WARNING);
    }
}

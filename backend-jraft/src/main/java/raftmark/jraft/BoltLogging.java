package raftmark.jraft;

/**
 * Bolt's logging, which otherwise looks for its own files below the home directory and, with logback 1.5, prints a stack trace at the
 * first start. Its switches are system properties; a user's own are left alone.
 */
final class BoltLogging {
    private BoltLogging() {}

    /** Must run before the first class of Bolt is initialised. */
    static void toSlf4j() {
        setIfAbsent("sofa.middleware.log.disable", "true");
        setIfAbsent("sofa.middleware.log.internal.level", "ERROR");
    }

    private static void setIfAbsent(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }
}

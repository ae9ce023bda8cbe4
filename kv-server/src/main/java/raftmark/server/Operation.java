package raftmark.server;

/** The calls of the key/value service. */
enum Operation {
    GET("get", "Get"),
    PUT("put", "Put"),
    APPEND("append", "Append");

    private final String counter;
    private final String title;

    Operation(String counter, String title) {
        this.counter = counter;
        this.title = title;
    }

    /** Its name in Stats. */
    String counter() {
        return counter;
    }

    /** Its name as a person reads it. */
    String title() {
        return title;
    }
}

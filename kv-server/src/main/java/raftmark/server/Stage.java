package raftmark.server;

import java.util.Locale;

/** The stages of a request inside a server, in their order. */
public enum Stage {
    /** From the call's headers on the event loop to the begin of its handler, which has the request by then: wait for a handler thread. */
    HANDLER_WAIT,
    /** From handing the command, or the read barrier, to the backend to its future: committed and applied. */
    COMMIT,
    /** From that future to the answer handed to gRPC; in blocking style the waking of the handler thread is in it. */
    REPLY;

    /** Its name in Stats and in results. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}

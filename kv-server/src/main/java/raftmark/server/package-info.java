/**
 * The gRPC front end: one server in front of any {@link raftmark.kv.spi.RaftBackend}. The path of a request: {@code
 * KvService} checks it, hands it to the backend's node, and answers it in the configured handler style; a server that does
 * not lead forwards it. Beside it stand the administrative service, health and reflection on an executor of their own. The
 * rungs of the cost ladder, {@code local} and {@code echo}, live here too.
 */
@NullMarked
package raftmark.server;

import org.jspecify.annotations.NullMarked;

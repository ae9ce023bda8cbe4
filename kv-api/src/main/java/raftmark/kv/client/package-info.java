/**
 * Clients of the wire contract: {@link raftmark.kv.client.KvClient} for the key/value service of a cluster, with retries that
 * apply once, and {@link raftmark.kv.client.AdminClient} for the administrative service of one server. The load generator does
 * not use them: it never retries.
 */
@NullMarked
package raftmark.kv.client;

import org.jspecify.annotations.NullMarked;

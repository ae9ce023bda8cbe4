package raftmark.jraft;

import java.util.List;
import raftmark.kv.spi.Capabilities.ThreadPool;

/**
 * JRaft's threads by name. Those whose description says "stays" or "stay" are not the node's own, or nobody can end them: most are one
 * pool for the whole JVM, made by the first node. They are idle daemons when the last node is closed. All others end with their node.
 */
final class ThreadPools {
    static final String RAFT_RPC_PREFIX = "JRaft-RAFT-RPC-executor-";
    static final String APPEND_SEND_PREFIX = "JRaft-Append-Entries-Send-";
    static final String TIMER_PREFIX = "JRaft-Adapter-Timer-";

    private ThreadPools() {}

    static List<ThreadPool> all() {
        return List.of(
                new ThreadPool(
                        "jraft-propose", "^JRaft-NodeImpl-Disruptor-", "takes proposals into the log, in batches"),
                new ThreadPool("jraft-log", "^JRaft-LogManager-Disruptor-", "writes and syncs the log, in batches"),
                new ThreadPool(
                        "jraft-apply", "^JRaft-FSMCaller-Disruptor-", "applies, saves snapshots, completes proposals"),
                new ThreadPool("jraft-read-index", "^JRaft-ReadOnlyService-Disruptor-", "batches read indexes"),
                new ThreadPool(
                        "jraft-append-receive",
                        "-AppendEntriesThread\\d+$",
                        "serves AppendEntries, a thread per leader"),
                new ThreadPool("jraft-append-send", "^" + APPEND_SEND_PREFIX, "handles answers to AppendEntries"),
                new ThreadPool(
                        "jraft-rpc-serve", "^" + RAFT_RPC_PREFIX, "serves votes, read indexes and snapshots for peers"),
                new ThreadPool(
                        "jraft-rpc-answer",
                        "^JRaft-RPC-Processor-",
                        "handles answers to requests other than AppendEntries"),
                new ThreadPool("jraft-schedule", "^JRaft-Node-ScheduleThreadPool", "runs heartbeats and retries"),
                new ThreadPool(
                        "jraft-timer",
                        "^JRaft-(Global-)?(Election|Vote|StepDown|Snapshot)Timer",
                        "election, vote, step-down and snapshot timers; with sharedTimers they end with the JVM's last node"),
                new ThreadPool(
                        "jraft-read-scan",
                        "^ReadOnlyService-PendingNotify-Scanner",
                        "looks after waiting read indexes"),
                new ThreadPool("jraft-adapter-timer", "^" + TIMER_PREFIX, "retries and time limits of this adapter"),
                new ThreadPool("bolt-accept", "^Rpc-netty-server-boss", "accepts connections from peers"),
                new ThreadPool(
                        "bolt-client",
                        "^(Bolt-heal-connection-thread|RpcTaskScannerThread|ConnectionMonitorThread|Bolt-conn-warmup-executor)",
                        "reconnects to peers"),
                new ThreadPool(
                        "bolt-io",
                        "^(Rpc-netty-server-worker|bolt-netty-client-worker)",
                        "network; shared by the JVM's nodes, stays"),
                new ThreadPool(
                        "bolt-default", "^Bolt-default-executor", "decodes answers; shared by the JVM's nodes, stays"),
                new ThreadPool(
                        "bolt-timer", "^DefaultTimer\\d", "time limits of requests; shared by the JVM's nodes, stays"),
                new ThreadPool(
                        "bolt-connection-events",
                        "^Bolt-conn-event-executor",
                        "two threads for each node ever started; Bolt never ends them, so they stay"),
                new ThreadPool(
                        "jraft-closure",
                        "^JRaft-(Group-Default|Internal-Closure|Rpc-Closure|Closure)-Executor-",
                        "runs failures, votes and snapshot ends; shared by the JVM's nodes, stays"));
    }
}

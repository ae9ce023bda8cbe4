package raftmark.jraft;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import raftmark.testkit.BackendContractTest;

class JRaftContractTest extends BackendContractTest {
    @Override
    protected String backend() {
        return "jraft";
    }

    /** Bolt's and JRaft's own, which no shutdown of a node ends: idle daemons. */
    @Override
    protected List<Pattern> sharedThreadPatterns() {
        return Stream.of(
                        "^Bolt-conn-event-executor-",
                        "^Bolt-default-executor-",
                        "^Rpc-netty-server-worker-",
                        "^bolt-netty-client-worker-",
                        "^DefaultTimer",
                        "^JRaft-Group-Default-Executor-",
                        "^JRaft-Rpc-Closure-Executor-",
                        "^JRaft-Internal-Closure-Executor-")
                .map(Pattern::compile)
                .toList();
    }
}

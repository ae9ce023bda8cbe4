package raftmark.ratis;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import raftmark.testkit.BackendContractTest;

class RatisContractTest extends BackendContractTest {
    @Override
    protected String backend() {
        return "ratis";
    }

    /** Ratis drops closed log files only: small ones, so that a test can fill some. */
    @Override
    protected Map<String, String> backendOptions() {
        return Map.of("raft.server.log.segment.size.max", "3MB", "raft.server.log.appender.buffer.byte-limit", "2MB");
    }

    /** Ratis' timeout scheduler, one pool for the process. */
    @Override
    protected List<Pattern> sharedThreadPatterns() {
        return List.of(Pattern.compile("^timer\\d+$"));
    }
}

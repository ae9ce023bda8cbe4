package raftmark.jraft;

import raftmark.testkit.BackendContractTest;

class JRaftContractTest extends BackendContractTest {
    @Override
    protected String backend() {
        return "jraft";
    }
}

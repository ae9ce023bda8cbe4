package raftmark.ratis;

import raftmark.testkit.BackendContractTest;

class RatisContractTest extends BackendContractTest {
    @Override
    protected String backend() {
        return "ratis";
    }
}

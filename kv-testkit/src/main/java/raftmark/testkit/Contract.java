package raftmark.testkit;

import raftmark.kv.spi.Capabilities;
import raftmark.server.EmbeddedClusterConfig;

/** What the contract's tests need of the class that carries them. */
interface Contract {
    /** The cluster that tests share; started at the first call. A test leaves all of its nodes running. */
    ContractCluster cluster();

    Capabilities capabilities();

    /** Settings of a cluster of three with its data in a directory of its own. */
    EmbeddedClusterConfig config(String directoryName);
}

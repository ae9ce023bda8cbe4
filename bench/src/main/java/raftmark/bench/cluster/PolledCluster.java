package raftmark.bench.cluster;

import java.io.IOException;
import java.util.List;

/** What all clusters share: they are asked through the Admin services of their servers. */
abstract class PolledCluster implements Cluster {
    private AdminPoll admin;

    PolledCluster(List<String> endpoints) {
        this.admin = new AdminPoll(endpoints);
    }

    final AdminPoll admin() {
        return admin;
    }

    /** Opens connections to servers that have been replaced; the old ones must be closed. */
    final void reconnect(List<String> endpoints) {
        admin = new AdminPoll(endpoints);
    }

    @Override
    public final String leaderEndpoint() throws IOException {
        return admin.leaderEndpoint();
    }

    @Override
    public final List<ServerSample> sample() throws IOException {
        return admin.sample();
    }

    @Override
    public final long term() throws IOException {
        return admin.term();
    }

    @Override
    public boolean inThisProcess() {
        return false;
    }

    @Override
    public String diagnosis() {
        return "";
    }

    @Override
    public void close() {
        admin.close();
    }
}

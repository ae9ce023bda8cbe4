package raftmark.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import raftmark.bench.cluster.Cluster;
import raftmark.bench.cluster.ServerSample;
import raftmark.bench.env.HostCpu;
import raftmark.bench.result.Measurement;
import raftmark.kv.v1.StatsResponse;

/** Who is charged with which CPU time, on made-up counters: 2 s between the samples, a window of 1 s, so everything counts half. */
class ResourcesTest {
    private static final Offset<Double> EXACT = within(1e-9);
    private static final long SECOND = 1_000_000_000L;

    /** A cluster that is asked where it lives, and nothing else. */
    private record At(boolean inThisProcess) implements Cluster {
        @Override
        public List<String> endpoints() {
            return List.of("a:1", "b:2");
        }

        @Override
        public String leaderEndpoint() {
            return "a:1";
        }

        @Override
        public List<ServerSample> sample() {
            return List.of();
        }

        @Override
        public long term() {
            return 1;
        }

        @Override
        public String diagnosis() {
            return "";
        }

        @Override
        public void close() {}
    }

    private static ServerSample server(String endpoint, long nanos, double cpu, double busy, long switches) {
        return new ServerSample(
                endpoint,
                nanos,
                StatsResponse.newBuilder()
                        .setProcessCpuSeconds(cpu)
                        .setHandlerBusySeconds(busy)
                        .setVoluntaryContextSwitches(switches)
                        .build());
    }

    private static Resources sample(long nanos, double process, double[] load, long switches, ServerSample... servers) {
        return new Resources(
                nanos,
                Optional.of(new HostCpu(nanos / 1e9 * 0.1, nanos / 1e9 * 0.2)),
                process,
                load,
                OptionalLong.of(switches),
                List.of(servers));
    }

    private static Measurement.Resources between(boolean inThisProcess, boolean frontEnd) throws Exception {
        Resources before =
                sample(0, 10, new double[] {1, 1}, 100, server("a:1", 0, 5, 2, 1000), server("b:2", 0, 3, 9, 500));
        Resources after = sample(
                2 * SECOND,
                14,
                new double[] {2, 1.5},
                300,
                server("a:1", 2 * SECOND, 7, 3, 2000),
                server("b:2", 2 * SECOND, 3.5, 9, 1100));
        return Resources.between(before, List.of(after.servers()), after, new At(inThisProcess), "a:1", frontEnd, 1);
    }

    @Test
    void processesAreChargedEachWithTheirOwn() throws Exception {
        Measurement.Resources used = between(false, true);
        assertThat(used.clientCpuSeconds().orElseThrow()).isEqualTo(2, EXACT);
        assertThat(used.leaderCpuSeconds().orElseThrow()).isEqualTo(1, EXACT);
        assertThat(used.serverCpuSeconds().orElseThrow()).isEqualTo(1.25, EXACT);
        assertThat(used.handlerBusySeconds().orElseThrow()).isEqualTo(0.5, EXACT);
        assertThat(used.serverVoluntaryContextSwitches().orElseThrow()).isEqualTo(800, EXACT);
        assertThat(used.foreignCpuSeconds().orElseThrow()).isEqualTo(0.2, EXACT);
        assertThat(used.stealCpuSeconds().orElseThrow()).isEqualTo(0.1, EXACT);
        assertThat(used.loadThreadBusyShareMax().orElseThrow()).isEqualTo(0.5, EXACT);
    }

    @Test
    void inOneProcessTheLoadGeneratorsThreadsAreTakenOut() throws Exception {
        Measurement.Resources used = between(true, true);
        assertThat(used.clientCpuSeconds().orElseThrow()).isEqualTo(0.75, EXACT);
        assertThat(used.leaderCpuSeconds()).isEmpty();
        assertThat(used.serverCpuSeconds().orElseThrow()).isEqualTo(2 - 0.75, EXACT);
        // The leader's count is that of the process; 200 of the 1,000 were the load generator's.
        assertThat(used.serverVoluntaryContextSwitches().orElseThrow()).isEqualTo(400, EXACT);
    }

    @Test
    void pastTheFrontEndTheLoadGeneratorsThreadsDoTheLibrarysWorkToo() throws Exception {
        Measurement.Resources used = between(true, false);
        assertThat(used.clientCpuSeconds()).isEmpty();
        assertThat(used.serverCpuSeconds().orElseThrow()).isEqualTo(2, EXACT);
        assertThat(used.serverVoluntaryContextSwitches()).isEmpty();
        assertThat(used.handlerBusySeconds()).isEmpty();
        assertThat(used.loadThreadBusyShareMax()).isEmpty();
    }
}

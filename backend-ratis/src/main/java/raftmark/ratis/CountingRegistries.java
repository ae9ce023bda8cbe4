package raftmark.ratis;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.MetricRegistryInfo;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.util.TimeDuration;

/**
 * Ratis' metrics as plain sums. Ratis 3.3 does not start without an implementation, and its own keeps a reservoir of samples
 * for every timer that each request passes; an {@link java.util.concurrent.atomic.LongAdder} costs less and is all that
 * we report. Found by {@link java.util.ServiceLoader}, one for the JVM.
 */
public final class CountingRegistries extends MetricRegistries {
    private final Map<MetricRegistryInfo, CountingRegistry> registries = new ConcurrentHashMap<>();

    /** For the service loader. */
    public CountingRegistries() {}

    @Override
    public void clear() {
        registries.clear();
    }

    @Override
    public RatisMetricRegistry create(MetricRegistryInfo info) {
        return registries.computeIfAbsent(info, CountingRegistry::new);
    }

    @Override
    public boolean remove(MetricRegistryInfo info) {
        return registries.remove(info) != null;
    }

    @Override
    public Optional<RatisMetricRegistry> get(MetricRegistryInfo info) {
        return Optional.ofNullable(registries.get(info));
    }

    @Override
    public Set<MetricRegistryInfo> getMetricRegistryInfos() {
        return Set.copyOf(registries.keySet());
    }

    @Override
    public Collection<RatisMetricRegistry> getMetricRegistries() {
        return Set.copyOf(registries.values());
    }

    @Override
    public void addReporterRegistration(
            Consumer<RatisMetricRegistry> reporterRegistration, Consumer<RatisMetricRegistry> stopReporter) {
        throw new UnsupportedOperationException("reporters are not offered: see RaftNode.metrics()");
    }

    @Override
    public void enableJmxReporter() {
        throw new UnsupportedOperationException("reporters are not offered: see RaftNode.metrics()");
    }

    @Override
    public void enableConsoleReporter(TimeDuration consoleReportRate) {
        throw new UnsupportedOperationException("reporters are not offered: see RaftNode.metrics()");
    }
}

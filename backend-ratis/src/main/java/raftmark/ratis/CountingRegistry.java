package raftmark.ratis;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.ratis.metrics.LongCounter;
import org.apache.ratis.metrics.MetricRegistryInfo;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.metrics.Timekeeper;

/** One of Ratis' registries: counters, gauges, and timers as a count and a sum of nanoseconds. */
final class CountingRegistry implements RatisMetricRegistry {
    private final MetricRegistryInfo info;
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Supplier<?>> gauges = new ConcurrentHashMap<>();

    CountingRegistry(MetricRegistryInfo info) {
        this.info = info;
    }

    @Override
    public Timekeeper timer(String name) {
        return timers.computeIfAbsent(name, key -> new Timer());
    }

    @Override
    public LongCounter counter(String name) {
        return counters.computeIfAbsent(name, key -> new Counter());
    }

    @Override
    public boolean remove(String name) {
        return timers.remove(name) != null | counters.remove(name) != null | gauges.remove(name) != null;
    }

    @Override
    public <T> void gauge(String name, Supplier<Supplier<T>> gaugeSupplier) {
        gauges.put(name, gaugeSupplier.get());
    }

    @Override
    public MetricRegistryInfo getMetricRegistryInfo() {
        return info;
    }

    /** Visits every number: counters as they are, timers as {@code name_count} and {@code name_nanos_sum}. */
    void forEach(BiConsumer<String, Number> visitor) {
        counters.forEach((name, counter) -> visitor.accept(name + "_count", counter.getCount()));
        timers.forEach((name, timer) -> {
            visitor.accept(name + "_count", timer.count.sum());
            visitor.accept(name + "_nanos_sum", timer.nanos.sum());
        });
        gauges.forEach((name, gauge) -> {
            if (gauge.get() instanceof Number number) {
                visitor.accept(name, number);
            }
        });
    }

    private static final class Timer implements Timekeeper {
        private final LongAdder count = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        @Override
        public Context time() {
            long startNanos = System.nanoTime();
            return () -> {
                long elapsedNanos = System.nanoTime() - startNanos;
                count.increment();
                nanos.add(elapsedNanos);
                return elapsedNanos;
            };
        }
    }

    private static final class Counter implements LongCounter {
        private final LongAdder sum = new LongAdder();

        @Override
        public void inc(long n) {
            sum.add(n);
        }

        @Override
        public void dec(long n) {
            sum.add(-n);
        }

        @Override
        public long getCount() {
            return sum.sum();
        }
    }
}

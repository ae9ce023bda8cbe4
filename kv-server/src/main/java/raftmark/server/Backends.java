package raftmark.server;

import java.util.List;
import java.util.ServiceLoader;
import raftmark.kv.spi.RaftBackend;

/** The backends on the class path. */
public final class Backends {
    private Backends() {}

    /** @throws IllegalArgumentException if there is no such backend; the message lists those there are */
    public static RaftBackend named(String name) {
        for (RaftBackend backend : ServiceLoader.load(RaftBackend.class)) {
            if (backend.name().equals(name)) {
                return backend;
            }
        }
        throw new IllegalArgumentException("unknown backend '" + name + "'. Known: " + String.join(", ", names()));
    }

    /** Their names, sorted. */
    public static List<String> names() {
        return ServiceLoader.load(RaftBackend.class).stream()
                .map(provider -> provider.get().name())
                .sorted()
                .toList();
    }
}

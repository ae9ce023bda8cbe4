package raftmark.bench.analysis;

import java.util.List;
import java.util.Optional;
import raftmark.bench.spec.Factor;

/** A rung of the cost ladder, the lowest first: where none is missing, each adds one layer to the one below. */
public enum Rung {
    ECHO("echo", "the front end alone"),
    LOCAL("local", "the map behind it"),
    ONE_NODE("one node", "Raft's log with one server, forced to disk"),
    ONE_PROCESS("one process", "several servers in one process: replication"),
    PROCESSES("processes", "each server a process of its own"),
    SPI("spi", "several servers in one process, without the front end");

    private final String label;
    private final String meaning;

    Rung(String label, String meaning) {
        this.label = label;
        this.meaning = meaning;
    }

    /** Short name in tables. */
    public String label() {
        return label;
    }

    /** What it is made of. */
    public String meaning() {
        return meaning;
    }

    /** The rungs that it may stand on, the nearest first. Without the front end only the same servers with it are its measure. */
    List<Rung> below() {
        return this == SPI
                ? List.of(ONE_PROCESS)
                : List.of(values()).subList(0, ordinal()).stream()
                        .sorted(java.util.Comparator.reverseOrder())
                        .toList();
    }

    /** The rung that a configuration is; empty for what is none, such as a map without a front end. */
    public static Optional<Rung> of(CellSummary cell) {
        boolean spi = cell.level(Factor.ACCESS).equals("spi");
        boolean alone = cell.level(Factor.NODES).equals("1");
        boolean embedded = cell.level(Factor.CLUSTER).equals("embedded");
        return switch (cell.level(Factor.BACKEND)) {
            case "echo" -> spi ? Optional.empty() : Optional.of(ECHO);
            case "local" -> spi ? Optional.empty() : Optional.of(LOCAL);
            default -> {
                if (spi) {
                    yield alone ? Optional.empty() : Optional.of(SPI);
                }
                yield Optional.of(alone ? ONE_NODE : embedded ? ONE_PROCESS : PROCESSES);
            }
        };
    }

    /** Whether it keeps a log: the two lowest are the same for every backend. */
    boolean replicated() {
        return compareTo(LOCAL) > 0;
    }
}

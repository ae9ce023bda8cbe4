package raftmark.bench.analysis;

/** What a comparison says. */
public enum Finding {
    /** The figure is better, beyond noise and chance. */
    HELPS("helps"),
    /** It is worse, beyond noise and chance. */
    HURTS("hurts"),
    /** No difference was seen; which does not say that there is none. */
    NO_DIFFERENCE_SEEN("no difference seen"),
    /** Fewer than three runs that can be compared: there is no interval, and so no verdict. */
    TOO_FEW_RUNS("too few runs"),
    /** A run lacks the figure. */
    NOT_MEASURED("not measured in every run"),
    /** The throughput of an open loop: what its schedule asked for, and no figure of the servers. */
    ASKED_FOR("asked for by the schedule, so not compared");

    private final String text;

    Finding(String text) {
        this.text = text;
    }

    /** As in tables and sentences. */
    public String text() {
        return text;
    }
}

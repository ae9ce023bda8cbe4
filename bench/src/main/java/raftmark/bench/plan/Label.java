package raftmark.bench.plan;

/** Under which of two names a configuration is run, where chance alone is measured by comparing it with itself. */
public enum Label {
    /** It has one name only. */
    NONE(""),
    /** The configuration's own runs: its figures are made of these. */
    A("a"),
    /** Its twin's, equal in everything: they enter the noise floor and no figure. */
    B("b");

    private final String text;

    Label(String text) {
        this.text = text;
    }

    /** As in the column {@code label}. */
    public String text() {
        return text;
    }
}

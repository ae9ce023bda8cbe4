package raftmark.verify;

/** What is left of {@link SearchLimits#stepsMax}. */
final class StepBudget {
    private final long stepsMax;
    private long spent;

    StepBudget(long stepsMax) {
        this.stepsMax = stepsMax;
    }

    /** Takes one step; false if none is left. */
    boolean spend() {
        if (spent == stepsMax) {
            return false;
        }
        spent++;
        return true;
    }

    long spent() {
        return spent;
    }
}

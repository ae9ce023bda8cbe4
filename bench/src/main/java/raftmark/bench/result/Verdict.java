package raftmark.bench.result;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import raftmark.bench.spec.Thresholds;

/**
 * Whether a run may enter a figure: {@code OK}, or {@code INVALID} with its reasons.
 *
 * @param reasons why not; empty if it may
 */
public record Verdict(List<String> reasons) {
    private static final String FOREIGN_CPU = "foreign CPU";
    private static final String STEAL = "steal";
    private static final String INVALID = "INVALID(";

    private static final int REASON_LENGTH_MAX = 400;

    /** What a verdict rests on. A figure that was not measured is not a number, and gives no reason.
     *
     * @param operations that succeeded
     * @param errors operations that failed
     * @param errorKinds what they were, for the message
     * @param leaderChanges while measuring
     * @param foreignCpuShare of the machine's capacity
     * @param stealShare of the machine's capacity
     */
    public record Evidence(
            long operations,
            long errors,
            String errorKinds,
            long leaderChanges,
            double foreignCpuShare,
            double stealShare) {}

    public Verdict {
        reasons = List.copyOf(reasons);
    }

    /** A run that could not be measured; a long reason is cut. */
    public static Verdict failed(String reason) {
        return new Verdict(
                List.of(reason.length() <= REASON_LENGTH_MAX ? reason : reason.substring(0, REASON_LENGTH_MAX) + " …"));
    }

    /** The verdict on a run that was measured. */
    public static Verdict of(Evidence evidence, Thresholds thresholds) {
        List<String> reasons = new ArrayList<>();
        long all = evidence.operations() + evidence.errors();
        if (evidence.operations() == 0) {
            reasons.add("no operation succeeded" + (all == 0 ? "" : ": " + evidence.errorKinds()));
        } else if (evidence.errors() > thresholds.errorShareMax() * all) {
            reasons.add(percent("errors", (double) evidence.errors() / all, thresholds.errorShareMax()) + ": "
                    + evidence.errorKinds());
        }
        if (evidence.leaderChanges() > 0) {
            reasons.add(evidence.leaderChanges() + " leader change" + (evidence.leaderChanges() == 1 ? "" : "s"));
        }
        if (evidence.foreignCpuShare() > thresholds.foreignCpuShareMax()) {
            reasons.add(percent(FOREIGN_CPU, evidence.foreignCpuShare(), thresholds.foreignCpuShareMax()));
        }
        if (evidence.stealShare() > thresholds.stealShareMax()) {
            reasons.add(percent(STEAL, evidence.stealShare(), thresholds.stealShareMax()));
        }
        return new Verdict(reasons);
    }

    /** This verdict with more reasons against the run. */
    public Verdict and(List<String> more) {
        List<String> all = new ArrayList<>(reasons);
        all.addAll(more);
        return new Verdict(all);
    }

    /** Whether the run may enter a figure. */
    public boolean ok() {
        return reasons.isEmpty();
    }

    /** Whether a verdict as in the CSV says that the run itself went well, but others' load on the machine disturbed it. */
    public static boolean isOnlyDisturbed(String verdict) {
        return verdict.startsWith(INVALID)
                && Arrays.stream(verdict.substring(INVALID.length()).split("; "))
                        .allMatch(reason -> reason.startsWith(FOREIGN_CPU) || reason.startsWith(STEAL));
    }

    /** As it stands in the CSV: one line without line breaks. */
    @Override
    public String toString() {
        return ok() ? "OK" : INVALID + String.join("; ", reasons).replaceAll("\\s+", " ") + ")";
    }

    private static String percent(String what, double share, double shareMax) {
        return String.format(Locale.ROOT, "%s %.2f %% above %.2f %%", what, share * 100, shareMax * 100);
    }
}

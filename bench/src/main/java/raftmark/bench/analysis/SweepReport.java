package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;

/** What a sweep says on a terminal: the table, the answer in words, what was left out and why, and what not to conclude. */
public final class SweepReport {
    /** What a run of label b is, beside its id. */
    public static final String TWIN = "label b, for the noise floor only";

    private static final int INVALID_SHOWN_MAX = 10;
    private static final String NO_RUN = "No run was made: there is nothing to say.";
    private static final String LEGEND =
            "Medians over valid runs. S: time that an operation holds its handler. Law: X <= min(N/S, C/R₁, ceiling);"
                    + " ceiling: the best async\nconfiguration, by its luck a little too high. S is measured in the same runs: 100 % of N/S means that every"
                    + "\nhandler thread was busy all the time.";
    private static final String OPEN_LEGEND =
            "Open loop: requests by a schedule, at most so many out. Asked: operations a second, or a share of the closed"
                    + " loop's capacity.\nService times run from sending, response times from the intended sending; lag: how"
                    + " long after it requests were sent.";
    private static final Map<String, String> CAVEATS = Map.ofEntries(
            Map.entry("co-located", "load generator and servers share this machine's cores and disk"),
            Map.entry("c1", "figures under C1 understate what the default compilers reach (spec jit)"),
            Map.entry(
                    "cluster-reused",
                    "one cluster per backend was kept between runs: a first look, not for publishing"),
            Map.entry("client-bound", "the load generator was the limit in some runs"),
            Map.entry(
                    "ordinary-sender",
                    "open loops were sent at ordinary priority, so the sender may have queued for a core behind the servers"
                            + " (real-time priority takes util-linux' chrt, and root or CAP_SYS_NICE)"),
            Map.entry(
                    "late-sender",
                    "in some open loops the load generator sent one request in a hundred over 1 ms late (lag p99 in the table):"
                            + " response times have that in them"),
            Map.entry("unsteady", "some runs were measured before throughput was steady"),
            Map.entry("max-censored", "in some runs a request was still out when they ended: their maximum is too low"),
            Map.entry(
                    "load-generator-c1",
                    "the load generator ran under C1 and the servers did not: it takes more of the machine than it need"
                            + " (RAFTMARK_JAVA_OPTS=-XX:TieredStopAtLevel=4 changes that)"),
            Map.entry(
                    "load-generator-default",
                    "the load generator ran under the default compilers and the servers under C1"),
            Map.entry("tmpfs", "the logs lie in memory: nothing was durable"));

    /** As the methodology asks. */
    private static final int RUNS_TO_PUBLISH_MIN = 5;

    private final String question;
    private final List<ResultRow> rows;
    private final List<CellSummary> cells;
    private final List<CellSummary> closed;
    private final LoadLevels loadLevels;

    private SweepReport(String question, List<ResultRow> rows) {
        this.question = question;
        this.rows = rows;
        this.cells = CellSummary.of(rows);
        this.closed = cells.stream().filter(CellSummary::closedLoop).toList();
        this.loadLevels = LoadLevels.of(rows);
    }

    /** The report on the rows of a result directory. */
    public static SweepReport of(String question, List<ResultRow> rows) {
        return new SweepReport(question, rows);
    }

    /** The report as lines of text. */
    public String text() {
        if (cells.isEmpty()) {
            return NO_RUN;
        }
        List<String> parts = new ArrayList<>();
        if (!closed.isEmpty()) {
            parts.add(new ResultTable(closed).text());
            parts.add(LEGEND);
        }
        if (!loadLevels.isEmpty()) {
            parts.add(loadLevels.table());
            parts.add(OPEN_LEGEND);
        }
        List<CostLadder> ladders = CostLadder.of(closed);
        if (!ladders.isEmpty()) {
            parts.add("");
            parts.add(new LadderTable(ladders).text());
        }
        parts.add("");
        parts.add(question);
        parts.addAll(answers());
        parts.addAll(invalid());
        parts.addAll(invalidTwinLines());
        String caveats = caveats();
        if (!caveats.isEmpty()) {
            parts.add("Caveats: " + caveats + ".");
        }
        return String.join("\n", parts);
    }

    /** The configurations with a closed loop, in the order of their first run: those whose throughput is a capacity. */
    public List<CellSummary> closedCells() {
        return closed;
    }

    /** The configurations in the order of their first run, with the figures that the answer is made of. */
    public List<CellSummary> cells() {
        return cells;
    }

    /** The answer in words, a line each, as in {@link #text()}. */
    public List<String> answer() {
        return cells.isEmpty() ? List.of(NO_RUN) : answers();
    }

    private List<String> answers() {
        if (cells.stream().allMatch(cell -> cell.valid().isEmpty())) {
            return List.of("Not one run is valid, so there is no answer. Why not stands below.");
        }
        List<String> answers = new ArrayList<>();
        Verdicts verdicts = Verdicts.of(closed);
        verdicts.series().forEach(series -> answers.add("* " + new ThreadAnswer(series, closed).text()));
        answers.addAll(loadLevels.answers());
        verdicts.basis().ifPresent(basis -> answers.add("* " + basis + "."));
        long terms = cells.stream().map(CellSummary::termsId).distinct().count();
        if (answers.isEmpty()) {
            CostLadder.of(closed)
                    .forEach(ladder -> new LadderAnswer(ladder).text().ifPresent(text -> answers.add("* " + text)));
        }
        if (answers.isEmpty()) {
            answers.add("* The table is the answer: no two configurations differ in their server threads alone.");
        }
        if (terms > 1) {
            answers.add(
                    "* The configurations ran under " + terms + " sets of terms (terms_id); they are set side by side,"
                            + " and compared under equal terms only.");
        }
        if (cells.stream().allMatch(cell -> cell.valid().size() <= 1)) {
            answers.add(
                    cells.stream().allMatch(cell -> cell.invalid().isEmpty())
                            ? "* One repetition only: differences may be noise."
                            : "* No configuration has more than one valid run: differences may be noise.");
        } else {
            long few = cells.stream()
                    .filter(cell -> !cell.valid().isEmpty() && cell.valid().size() < RUNS_TO_PUBLISH_MIN)
                    .count();
            if (few > 0) {
                answers.add("* " + few + " of "
                        + cells.stream().filter(cell -> !cell.valid().isEmpty()).count()
                        + " configurations with a valid run have fewer than " + RUNS_TO_PUBLISH_MIN
                        + " of them: enough for a look, not for publishing.");
            }
        }
        return answers;
    }

    private List<String> invalid() {
        CountedRuns runs = CountedRuns.of(rows);
        List<ResultRow> invalid = runs.invalid();
        return listed(invalid.size() + " of " + runs.own().size() + " runs are INVALID and enter no figure:", invalid);
    }

    /** Apart from the configurations' own, which alone are counted; but they decide the exit code of {@code run} too. */
    private List<String> invalidTwinLines() {
        List<ResultRow> invalid = invalidTwins();
        return listed(
                invalid.size() + " of " + CountedRuns.of(rows).twins().size() + " twins (" + TWIN + ") are INVALID:",
                invalid);
    }

    /** Twins of label b that may not enter the noise floor. */
    public List<ResultRow> invalidTwins() {
        return CountedRuns.of(rows).invalidTwins();
    }

    private static List<String> listed(String heading, List<ResultRow> invalid) {
        if (invalid.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add(heading);
        invalid.stream()
                .limit(INVALID_SHOWN_MAX)
                .forEach(row -> lines.add("  " + row.get(Column.RUN_ID) + ": " + row.get(Column.VERDICT)));
        if (invalid.size() > INVALID_SHOWN_MAX) {
            lines.add("  and " + (invalid.size() - INVALID_SHOWN_MAX) + " more, see runs.csv");
        }
        return lines;
    }

    private String caveats() {
        return String.join("; ", runsByCaveat().keySet());
    }

    /** What must be said beside the figures, in words, with the number of runs that it is said of; twins are not counted. */
    public Map<String, Integer> runsByCaveat() {
        Map<String, Set<String>> runsByCaveat = new LinkedHashMap<>();
        for (ResultRow row : CountedRuns.of(rows).own()) {
            for (String caveat : row.get(Column.CAVEATS).split("; ", -1)) {
                if (!caveat.isEmpty()) {
                    runsByCaveat
                            .computeIfAbsent(CAVEATS.getOrDefault(caveat, caveat), c -> new LinkedHashSet<>())
                            .add(row.get(Column.RUN_ID));
                }
            }
        }
        Map<String, Integer> counts = new LinkedHashMap<>();
        runsByCaveat.forEach((caveat, runs) -> counts.put(caveat, runs.size()));
        return counts;
    }
}

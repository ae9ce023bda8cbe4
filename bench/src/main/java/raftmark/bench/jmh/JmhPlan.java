package raftmark.bench.jmh;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * A benchmark set under the user's arguments: what will run, and how long that takes.
 *
 * @param set the set
 * @param parts those of its parts in which something is left to run
 */
record JmhPlan(BenchmarkSet set, List<PlannedCases> parts) {
    /** Fewer JVMs than this tell nothing of how much a figure moves from one to the next. */
    static final int FORKS_LEAST = 3;

    private static final int SECONDS_PER_MINUTE = 60;

    JmhPlan {
        parts = List.copyOf(parts);
    }

    /**
     * Plans a set.
     *
     * @param words JMH's own arguments; names among them narrow the set
     * @throws IllegalArgumentException in one sentence, if JMH does not understand them, they name nothing of the set or no parameter of it, or
     *     set what the profile must set itself
     */
    static JmhPlan of(BenchmarkSet set, List<String> words) {
        CommandLineOptions user = parsed(words);
        requireKnownParameters(set, words);
        return of(set, user);
    }

    /** JMH takes any name for a parameter, and a misspelt one would change nothing. */
    private static void requireKnownParameters(BenchmarkSet set, List<String> words) {
        Set<String> known = new TreeSet<>();
        for (SetPart part : set.parts()) {
            listed(part.benchmarks(), List.of())
                    .forEach(entry ->
                            known.addAll(entry.getParams().orElse(Map.of()).keySet()));
        }
        for (int i = 0; i + 1 < words.size(); i++) {
            String name = words.get(i + 1).split("=", 2)[0];
            if (words.get(i).equals("-p") && !known.contains(name)) {
                throw new IllegalArgumentException("jmh.args: no benchmark of the set '" + set.name()
                        + "' has a parameter '" + name + "'; there are " + String.join(", ", known));
            }
        }
    }

    private static JmhPlan of(BenchmarkSet set, Options user) {
        if (user.getResult().hasValue() || user.getResultFormat().hasValue()) {
            throw new IllegalArgumentException(
                    "jmh.args: the profile decides where the result goes and that it is JSON: leave out -rf and -rff");
        }
        List<PlannedCases> parts = new ArrayList<>();
        Set<PlannedCases.Case> planned = new HashSet<>();
        for (SetPart part : set.parts()) {
            PlannedCases cases = narrowed(part, user);
            // Where the user's settings make two parts alike, the second has nothing to do.
            if (planned.addAll(cases.cases())) {
                parts.add(cases);
            }
        }
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("jmh.args: no benchmark of the set '" + set.name() + "' is called "
                    + user.getIncludes() + "; it has " + String.join(", ", namesOf(set)));
        }
        return new JmhPlan(set, parts);
    }

    private static CommandLineOptions parsed(List<String> words) {
        try {
            return new CommandLineOptions(words.toArray(String[]::new));
        } catch (CommandLineOptionException | RuntimeException notUnderstood) {
            throw new IllegalArgumentException(
                    "jmh.args: JMH does not understand " + words + ": " + notUnderstood.getMessage(), notUnderstood);
        }
    }

    private static PlannedCases narrowed(SetPart part, Options user) {
        List<BenchmarkListEntry> entries = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (BenchmarkListEntry entry : listed(part.benchmarks(), user.getExcludes())) {
            if (user.getIncludes().isEmpty()
                    || user.getIncludes().stream()
                            .anyMatch(wanted ->
                                    pattern(wanted).matcher(entry.getUsername()).find())) {
                names.add(entry.getUsername());
                // JMH lists a benchmark once for each mode; an explicit mode takes the place of all of them.
                entries.add(entry);
            }
        }
        return PlannedCases.of(part, part.options(user, List.copyOf(names)), entries);
    }

    private static Pattern pattern(String regularExpression) {
        try {
            return Pattern.compile(regularExpression);
        } catch (PatternSyntaxException malformed) {
            throw new IllegalArgumentException(
                    "jmh.args: '" + regularExpression + "' is no regular expression: " + malformed.getDescription(),
                    malformed);
        }
    }

    /** Names of all benchmarks of a set, without the package. */
    static Set<String> namesOf(BenchmarkSet set) {
        Set<String> names = new LinkedHashSet<>();
        for (SetPart part : set.parts()) {
            listed(part.benchmarks(), List.of())
                    .forEach(entry -> names.add(entry.getUsername()
                            .substring(JmhPlan.class.getPackageName().length() + 1)));
        }
        return names;
    }

    /** The benchmarks that JMH's own list has of a name. */
    static Collection<BenchmarkListEntry> listed(String regularExpression, List<String> excludes) {
        OutputFormat silent = OutputFormatFactory.createFormatInstance(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), VerboseMode.SILENT);
        return BenchmarkList.defaultList().find(silent, List.of(regularExpression), excludes);
    }

    /** How long it takes, nearly; what no formula knows, such as single shots, is not in it. */
    double seconds() {
        return parts.stream().mapToDouble(PlannedCases::seconds).sum();
    }

    /** The same in whole minutes, rounded up. */
    long minutes() {
        return (long) Math.ceil(seconds() / SECONDS_PER_MINUTE);
    }

    /** What is told before it starts. */
    List<String> announcement() {
        List<String> lines = new ArrayList<>();
        lines.add("JMH " + set.name() + ": " + set.title() + ".");
        parts.forEach(part -> lines.add("  " + part.line()));
        long seconds = Math.round(seconds());
        lines.add("Planned: " + parts.stream().mapToLong(PlannedCases::forks).sum() + " forks, "
                + seconds / SECONDS_PER_MINUTE + " min " + seconds % SECONDS_PER_MINUTE
                + " s in all (forks x (iterations x time + start), on 2 quiet cores).");
        boolean few =
                parts.stream().flatMap(part -> part.cases().stream()).anyMatch(each -> each.forks() < FORKS_LEAST);
        if (few) {
            lines.add("Fewer than " + FORKS_LEAST + " forks: these figures are not for quoting.");
        }
        return lines;
    }
}

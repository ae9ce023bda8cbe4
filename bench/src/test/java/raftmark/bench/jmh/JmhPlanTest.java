package raftmark.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkListEntry;

/** What a profile runs, how long it says that takes, and what the user's arguments make of it. */
class JmhPlanTest {
    private static JmhPlan plan(String set, String arguments) {
        return JmhPlan.of(BenchmarkSet.named(set), Words.of(arguments));
    }

    private static List<PlannedCases.Case> cases(JmhPlan plan) {
        return plan.parts().stream().flatMap(part -> part.cases().stream()).toList();
    }

    private static Set<String> benchmarks(JmhPlan plan) {
        return cases(plan).stream().map(PlannedCases.Case::shortName).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> everyBenchmark() {
        return JmhPlan.listed(".*", List.of()).stream()
                .map(BenchmarkListEntry::getUsername)
                .map(name -> name.substring(JmhPlan.class.getPackageName().length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void smokeRunsEveryBenchmark() {
        assertThat(benchmarks(plan("smoke", ""))).isEqualTo(everyBenchmark()).hasSizeGreaterThan(20);
    }

    @Test
    void everyBenchmarkIsInOneOfTheOtherSets() {
        Set<String> both = benchmarks(plan("stages", ""));
        both.addAll(benchmarks(plan("server-threads", "")));
        assertThat(both).isEqualTo(everyBenchmark());
    }

    @Test
    void smokeMeetsBothLibraries() {
        assertThat(cases(plan("smoke", "")).stream()
                        .filter(each ->
                                !each.params().getOrDefault("backend", "local").equals("local"))
                        .map(each -> each.shortName() + " " + each.params().get("backend")))
                .contains(
                        "LogAppendBenchmark.one jraft",
                        "LogAppendBenchmark.one ratis",
                        "OneNodeBenchmark.batchOf64 jraft",
                        "OneNodeBenchmark.batchOf64 ratis",
                        "ServerThreadsBenchmark.put jraft",
                        "ServerThreadsBenchmark.put ratis");
    }

    @ParameterizedTest
    @ValueSource(strings = {"smoke", "server-threads", "stages"})
    void theDefaultsStayWithinTheirTimeAndSayIt(String name) throws Exception {
        JmhPlan plan = plan(name, "");
        assertThat(plan.minutes()).isLessThanOrEqualTo(plan.set().minutesMax());
        assertThat(String.join("\n", plan.announcement()))
                .contains(plan.parts().stream().mapToLong(PlannedCases::forks).sum() + " forks")
                .contains(Math.round(plan.seconds()) / 60 + " min " + Math.round(plan.seconds()) % 60 + " s");
        Path readme = Path.of(System.getProperty("raftmark.home"), "README.md");
        assertThat(Files.readString(readme))
                .as("README says what the profile says")
                .contains("`-Pjmh-" + name + "` (" + plan.minutes() + " minutes planned");
    }

    @Test
    void everyOperationIsCountedAndSampled() {
        Set<String> modes = cases(plan("server-threads", "")).stream()
                .map(each -> each.shortName().substring("ServerThreadsBenchmark.".length()) + " "
                        + each.mode().shortLabel())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(modes)
                .contains("get thrpt", "put thrpt", "append thrpt", "lab thrpt", "readersAndWriters thrpt")
                .contains("get sample", "put sample", "append sample", "lab sample");
    }

    @Test
    void figuresComeOfThreeForksAtLeast() {
        for (String name : List.of("server-threads", "stages")) {
            assertThat(cases(plan(name, "")))
                    .allSatisfy(each -> assertThat(each.forks()).isGreaterThanOrEqualTo(JmhPlan.FORKS_LEAST));
            assertThat(plan(name, "").announcement()).noneMatch(line -> line.contains("not for quoting"));
        }
        assertThat(plan("stages", "-f 2").announcement()).anyMatch(line -> line.contains("not for quoting"));
    }

    @Test
    void theTimeIsForksTimesIterationsTimesParameters() {
        JmhPlan plan = plan("stages", "KeyChooserBenchmark -f 2 -wi 4 -w 500ms -i 5 -r 3 -p keyCount=10,100");
        assertThat(cases(plan)).hasSize(6);
        assertThat(plan.parts()).singleElement().satisfies(part -> {
            assertThat(part.forks()).isEqualTo(12);
            assertThat(part.iterationSeconds()).isEqualTo(12 * (4 * 0.5 + 5 * 3));
            assertThat(part.seconds())
                    .isEqualTo(part.iterationSeconds() + 12 * part.part().forkSeconds());
        });
    }

    @Test
    void namesNarrowTheSet() {
        assertThat(benchmarks(plan("stages", "RecorderBenchmark.success$")))
                .containsExactly("RecorderBenchmark.success");
        assertThat(benchmarks(plan("server-threads", "-e Threads.*put"))).doesNotContain("ServerThreadsBenchmark.put");
        assertThatThrownBy(() -> plan("stages", "ServerThreads"))
                .hasMessageContaining("no benchmark of the set 'stages' is called [ServerThreads]")
                .hasMessageContaining("RecorderBenchmark.success");
    }

    @Test
    void theUsersSettingsGoBeforeTheSets() {
        JmhPlan plan = plan("server-threads", "put -bm sample -t 8 -p serverThreads=3 -p handler=async");
        // The parts of the set differ in what the user sets now, so that one of them is left.
        assertThat(plan.parts()).hasSize(1);
        assertThat(cases(plan)).hasSize(2).allSatisfy(each -> {
            assertThat(each.mode()).isEqualTo(Mode.SampleTime);
            assertThat(each.threads()).isEqualTo(8);
            assertThat(each.params()).containsEntry("serverThreads", "3").containsEntry("handler", "async");
        });
    }

    @Test
    void aCaseWithoutAllItsForksIsMissed() {
        PlannedCases part =
                plan("stages", "KeyChooserBenchmark -p keys=single").parts().get(0);
        assertThat(MissingForks.of(part, List.of()))
                .singleElement()
                .asString()
                .startsWith("KeyChooserBenchmark.next avgt {keyCount=100000, keys=single}: 0 of 3 forks have a result");
        assertThat(MissingForks.of(part, List.of(measured(2))))
                .singleElement()
                .asString()
                .contains("2 of 3");
        assertThat(MissingForks.of(part, List.of(measured(3)))).isEmpty();
    }

    private static RunResult measured(int forks) {
        long[][] operations = new long[forks][1];
        return JmhSamples.throughput(
                JmhSamples.params(
                        "KeyChooserBenchmark.next",
                        Mode.AverageTime,
                        1,
                        new int[] {1},
                        List.of(),
                        3,
                        "keys",
                        "single",
                        "keyCount",
                        "100000"),
                operations);
    }

    @Test
    void argumentsOfTheForksJvmAreWordsOfTheirOwn() {
        assertThat(plan("stages", "RecorderBenchmark -prof gc -jvmArgsPrepend -XX:TieredStopAtLevel=1")
                        .parts())
                .singleElement()
                .satisfies(part -> assertThat(part.options().getJvmArgsPrepend().get())
                        .containsExactly("-XX:TieredStopAtLevel=1"));
    }

    @Test
    void threadsOfAGroupAreRoundedUpAsJmhDoes() {
        assertThat(cases(plan("server-threads", "readersAndWriters")))
                .allSatisfy(each -> assertThat(each.threads()).isEqualTo(64));
        assertThat(cases(plan("server-threads", "readersAndWriters -tg 6,2 -t 9")))
                .allSatisfy(each -> assertThat(each.threads()).isEqualTo(16));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "-rf csv | the profile decides where the result goes",
                "-rff x.json | the profile decides where the result goes",
                "-f many | JMH does not understand",
                "-nonsense | JMH does not understand",
                "put( | is no regular expression",
                "-p treads=4 | no benchmark of the set 'server-threads' has a parameter 'treads'; there are backend",
                "'-p | a quote ' is not closed",
            })
    void whatCannotBeDoneIsRefusedInASentence(String arguments, String message) {
        assertThatThrownBy(() -> plan("server-threads", arguments))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("jmh.args: ")
                .hasMessageContaining(message);
    }

    @Test
    void anUnknownSetIsNamed() {
        assertThatThrownBy(() -> BenchmarkSet.named("stage")).hasMessageContaining("smoke, server-threads, stages");
    }

    @Test
    void wordsAreSplitAsByAShell() {
        assertThat(Words.of("  -jvmArgsPrepend \"-Xmx1g -Da='b c'\" -p x='' "))
                .containsExactly("-jvmArgsPrepend", "-Xmx1g -Da='b c'", "-p", "x=");
        assertThat(Words.of(" ")).isEmpty();
    }
}

package raftmark.bench.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import raftmark.server.HandlerExecutor;

class SpecReaderTest {
    private static final String SPEC = """
            experiment: demo
            question: Does it?
            repetitions: 3
            factors:
              backend: [jraft, ratis]
              clients: 64
            cells:
              - handler: blocking
                server_threads: [1, 4]
              - handler: async
            also:
              - handler: async
                clients: 1
                repetitions: 1
            """;

    private static ExperimentSpec read(String text) throws SpecException {
        return SpecReader.read("demo.yaml", text, 17);
    }

    private static ExperimentSpec read(String text, String... overrides) throws SpecException {
        return read(SpecOverrides.apply("demo.yaml", text, List.of(overrides)));
    }

    private static Set<String> handlers(ExperimentSpec spec) {
        return spec.cells().stream()
                .filter(cell -> !cell.baseline())
                .map(cell -> cell.cell().backend() + " " + cell.cell().handlerText())
                .collect(Collectors.toSet());
    }

    @Test
    void blocksStandForTheirProductWithTheCommonFactors() throws SpecException {
        ExperimentSpec spec = read(SPEC);
        assertThat(handlers(spec))
                .containsExactlyInAnyOrder(
                        "jraft blocking fixed 1",
                        "jraft blocking fixed 4",
                        "jraft async direct",
                        "ratis blocking fixed 1",
                        "ratis blocking fixed 4",
                        "ratis async direct");
        assertThat(spec.runs()).isEqualTo(6 * 3 + 2);
        assertThat(spec.cells().get(0).cell().clients()).isEqualTo(64);
        assertThat(spec.cells())
                .filteredOn(ExperimentSpec.PlannedCell::baseline)
                .allSatisfy(cell -> assertThat(cell.cell().clients()).isEqualTo(1));
    }

    @Test
    void aConfigurationStatedTwiceIsMeasuredOnce() throws SpecException {
        ExperimentSpec spec = read(SPEC.replace("clients: 1\n    repetitions: 1", "clients: 64\n    repetitions: 1"));
        assertThat(spec.runs()).isEqualTo(6 * 3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clients: 64|client: 64|demo.yaml:6: |unknown factor 'client'",
                "repetitions: 3|repetitons: 3|demo.yaml:3: |unknown key 'repetitons'",
                "backend: [jraft, ratis]|backend: []|demo.yaml:5: |backend has no level",
                "clients: 64|clients: many|demo.yaml:8: |clients 'many' is not a whole number",
                "clients: 64|clients: 0|demo.yaml:8: |clients 0 is not within 1 to 65536",
                "clients: 64|clients: [4, 4]|demo.yaml:6: |the level '4' twice",
                "handler: async|handler: sync|demo.yaml:10: |handler 'sync' is not known: use one of blocking, async",
                "clients: 64|handler_executor: direct|demo.yaml:8: |use fixed, cached or virtual",
                "clients: 64|workload: get50-put49|demo.yaml:8: |add up to 99, not to 100",
                "clients: 64|handler_executor: cached|demo.yaml:8: |server_threads 1 goes with handler_executor fixed only",
                "repetitions: 3|repetitions: 1.5|demo.yaml:3: |repetitions '1.5'",
                "question: Does it?|question: ''|demo.yaml:1: |question is empty",
                "clients: 64|loop: open|demo.yaml:8: |loop open needs target_rate",
                "clients: 64|target_rate: 70%|demo.yaml:8: |target_rate 70% goes with loop open only",
                "clients: 64|arrivals: poisson|demo.yaml:8: |arrivals poisson goes with loop open only",
                "clients: 64|loop: ajar|demo.yaml:8: |loop 'ajar' is not known: use one of closed, open",
                "question: Does it?|question: [|demo.yaml:|not valid YAML",
            })
    void whatCannotBeRunIsRefusedWithFileAndLine(String line, String instead, String where, String why) {
        assertThatThrownBy(() -> read(SPEC.replaceFirst(java.util.regex.Pattern.quote(line), instead)))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining(where)
                .hasMessageContaining(why);
    }

    @Test
    void impossibleCombinationsSayWhatToDo() {
        assertThatThrownBy(
                        () -> read(SPEC.replace("handler: async\n    clients", "handler_executor: fixed\n    clients")))
                .hasMessageContaining("fixed needs server_threads");
        assertThatThrownBy(() -> read(SPEC, "workload=append", "keys=single"))
                .hasMessageContaining("replies grow without bound");
        assertThatThrownBy(() -> read(SPEC, "workload=lab", "value_bytes=10")).hasMessageContaining("value_bytes");
        assertThatThrownBy(() -> read(SPEC, "cluster_reused=true")).hasMessageContaining("embedded only");
        String virtual = SPEC.replace("- handler: async\nalso", "- handler_executor: virtual\nalso");
        assertThatThrownBy(() -> read(virtual)).hasMessageContaining("needs JDK 21");
    }

    @Test
    void virtualThreadsAreTakenFromJdk21On() throws SpecException {
        String virtual = SPEC.replace("- handler: async\nalso", "- handler_executor: virtual\nalso");
        assertThat(SpecReader.read("demo.yaml", virtual, 25).cells())
                .anyMatch(cell -> cell.cell().handler().executor() == HandlerExecutor.VIRTUAL);
    }

    @Test
    void setReplacesLevelsOfTheQuestionAndLeavesBaselinesAlone() throws SpecException {
        ExperimentSpec spec = read(SPEC, "clients=8,16", "server_threads=2", "repetitions=1", "value_bytes=10");
        assertThat(spec.cells())
                .filteredOn(cell -> !cell.baseline())
                .extracting(cell -> cell.cell().clients())
                .containsOnly(8, 16);
        assertThat(spec.cells())
                .filteredOn(ExperimentSpec.PlannedCell::baseline)
                .hasSize(2);
        assertThat(handlers(spec)).contains("jraft blocking fixed 2").doesNotContain("jraft blocking fixed 1");
        assertThat(spec.cells()).allMatch(cell -> cell.cell().valueBytes() == 10);
        assertThat(spec.runs()).isEqualTo(2 * 2 * 2 + 2);
    }

    @Test
    void setSelectsAmongHandlersAndBackends() throws SpecException {
        ExperimentSpec spec = read(SPEC, "handler=blocking", "backend=ratis");
        assertThat(handlers(spec)).containsExactlyInAnyOrder("ratis blocking fixed 1", "ratis blocking fixed 4");
    }

    @ParameterizedTest
    @CsvSource({
        "clients, is not factor=level",
        "colour=red, unknown factor 'colour'",
        "'clients=1,', a level is empty",
        "handler=foo, '--set handler=foo: this experiment has no handler foo, only blocking, async'",
        "'handler=async,foo', 'no handler foo, only blocking, async'"
    })
    void aMalformedOverrideIsRefused(String override, String why) {
        assertThatThrownBy(() -> read(SPEC, override))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining(why);
    }

    private static final String OPEN = """
            experiment: demo
            question: Does it?
            repetitions: 3
            factors: {backend: jraft, clients: 64}
            cells:
              - {handler: async, loop: open, arrivals: poisson, target_rate: [50%, 70%, 400]}
            """;

    @Test
    void aShareOfCapacityBringsItsClosedLoopAsABaseline() throws SpecException {
        ExperimentSpec spec = read(OPEN);
        assertThat(spec.cells())
                .extracting(cell ->
                        cell.cell().level(Factor.LOOP) + " " + cell.cell().level(Factor.ARRIVALS) + " "
                                + cell.cell().level(Factor.TARGET_RATE) + " " + cell.baseline())
                .containsExactlyInAnyOrder(
                        "open poisson 50% false", "open poisson 70% false", "open poisson 400 false", "closed   true");
        assertThat(spec.runs()).isEqualTo(4 * 3);
        assertThat(spec.cells()).allMatch(cell -> cell.cell().clients() == 64);
        // An absolute rate needs none.
        assertThat(read(OPEN, "target_rate=400").cells())
                .extracting(cell -> cell.cell().isOpen())
                .containsExactly(true);
    }

    @Test
    void aClosedLoopThatIsStatedServesAsTheCapacity() throws SpecException {
        ExperimentSpec spec = read(OPEN + "  - {handler: async, repetitions: 1}\n");
        assertThat(spec.cells())
                .filteredOn(cell -> !cell.cell().isOpen())
                .containsExactly(new ExperimentSpec.PlannedCell(
                        spec.cells().get(0).cell().closed(), 3, false, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[50%, 70%, 400]|0%|target_rate 0.0% is not above 0%",
                "[50%, 70%, 400]|1001%|up to 1000%",
                "[50%, 70%, 400]|0|target_rate 0.0 is not within 0.1",
                "[50%, 70%, 400]|fast|target_rate 'fast' is neither operations a second",
                "arrivals: poisson|arrivals: bursts|arrivals 'bursts' is not known: use one of fixed, poisson",
                "loop: open|loop: [open, closed]|put closed loops into a block of their own",
            })
    void ratesThatMakeNoSenseAreRefusedWithTheLine(String text, String instead, String why) {
        assertThatThrownBy(() -> read(OPEN.replace(text, instead)))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("demo.yaml:6: ")
                .hasMessageContaining(why);
    }

    @Test
    void aRateIsWrittenInOneWayOnly() throws SpecException {
        assertThat(read(OPEN, "target_rate=50.0%").cells().get(0).cell())
                .isEqualTo(read(OPEN, "target_rate=50%").cells().get(0).cell());
        assertThat(read(OPEN, "target_rate=1_500").cells().get(0).cell().level(Factor.TARGET_RATE))
                .isEqualTo("1500");
    }

    @Test
    void backendOptionsAreLevelsToo() throws SpecException {
        ExperimentSpec spec = read(SPEC.replace("clients: 64", "backend_options: [{}, {b: 2, a: x}]"));
        assertThat(spec.cells())
                .extracting(cell -> cell.cell().level(Factor.BACKEND_OPTIONS))
                .contains("", "a=x;b=2");
    }

    @Test
    void theIdOfAConfigurationFollowsItsLevelsOnly() throws SpecException {
        List<String> ids =
                read(SPEC).cells().stream().map(cell -> cell.cell().id()).toList();
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(read(SPEC.replace("repetitions: 3", "repetitions: 9")).cells().stream()
                        .map(cell -> cell.cell().id()))
                .containsExactlyElementsOf(ids);
    }

    @Test
    void everyExperimentThatComesWithRaftmarkCanBeRead() throws Exception {
        Path home = Path.of(System.getProperty("raftmark.home"));
        List<Path> files;
        try (Stream<Path> list = Files.list(home.resolve("bench/experiments"))) {
            files = list.toList();
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(10);
        for (Path file : files) {
            String name = file.getFileName().toString().replace(".yaml", "");
            SpecFiles.SpecText found = SpecFiles.find(name, home);
            assertThat(SpecReader.read(found.name(), found.text(), 25).name()).isEqualTo(name);
        }
    }

    @Test
    void theQuickExperimentIsWhatTheMainJobPromises() throws Exception {
        Path home = Path.of(System.getProperty("raftmark.home"));
        ExperimentSpec quick =
                SpecReader.read("quick.yaml", SpecFiles.find("quick", home).text(), 17);
        assertThat(handlers(quick))
                .containsExactlyInAnyOrder(
                        "jraft blocking fixed 1",
                        "jraft blocking fixed 4",
                        "jraft blocking fixed 16",
                        "jraft blocking fixed 64",
                        "jraft async fixed 1",
                        "jraft async fixed 16",
                        "ratis blocking fixed 1",
                        "ratis blocking fixed 4",
                        "ratis blocking fixed 16",
                        "ratis blocking fixed 64",
                        "ratis async fixed 1",
                        "ratis async fixed 16");
        assertThat(quick.repetitions()).isEqualTo(3);
        assertThat(quick.runs()).isEqualTo(38);
    }

    @Test
    void withoutACheckoutTheProgramsOwnCopyIsFound() throws SpecException {
        assertThat(SpecFiles.find("quick", Path.of("nowhere")).text())
                .isEqualTo(SpecFiles.find("quick", Path.of(System.getProperty("raftmark.home")))
                        .text());
    }

    @Test
    void anUnknownExperimentListsTheKnownOnes() {
        assertThatThrownBy(() -> SpecFiles.find("quik", Path.of(System.getProperty("raftmark.home"))))
                .hasMessageContaining("no experiment 'quik'")
                .hasMessageContaining("quick")
                .hasMessageContaining("server-threads");
    }
}

package raftmark.bench.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import raftmark.bench.analysis.RequirementCheck.Outcome;
import raftmark.bench.analysis.SyntheticSweep.Truth;

class RequirementTest {
    /** Throughput 3,000, 4,000 and 9,000 with one thread; with four p99 is missing once; with eight nothing is valid. */
    private static RequirementCheck results() {
        SyntheticSweep sweep = new SyntheticSweep();
        double[] factors = {0.75, 1, 2.25};
        for (int i = 0; i < factors.length; i++) {
            sweep.run("jraft", 1, i + 1, Truth.USUAL.times(factors[i]), SyntheticSweep.TERMS, SyntheticSweep.OK);
            double p99 = i == 0 ? Double.NaN : 50_000;
            sweep.run("jraft", 4, i + 1, new Truth(8000, 7000, p99, 300), SyntheticSweep.TERMS, SyntheticSweep.OK);
        }
        sweep.run("ratis", 8, 1, Truth.USUAL, SyntheticSweep.TERMS, "INVALID(1 leader change)");
        return new RequirementCheck(sweep.results("dir"), 1);
    }

    private static Outcome check(String expression) {
        return results().check(Requirement.parse(expression));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "server_threads=1: throughput_ops_per_second >= 4000; true",
                "server_threads=1: throughput_ops_per_second > 4000; false",
                "server_threads=1:throughput_ops_per_second<4_000.5ops/s; true",
                "backend=jraft, server_threads=1: latency_p99_micros <= 40ms; true",
                "server_threads=1: latency_p99_micros <= 39.999 ms; false",
                "server_threads=1: latency_p50_micros == 0.015 s; true",
                "server_threads=1: server_cpu_micros_per_operation <= 4.01e2 us; true",
                "backend=jraft: throughput_ops_per_second >= 5000; false",
                "backend=jraft: throughput_ops_per_second >= 3999; true"
            })
    void theMedianOfEachConfigurationCounts(String expression, boolean holds) {
        assertThat(check(expression).holds()).isEqualTo(holds);
    }

    @Test
    void ratiosAreHeldAgainstTheSameConfigurationElsewhereOrOneWithAnotherLevel() {
        SyntheticSweep before = new SyntheticSweep();
        SyntheticSweep after = new SyntheticSweep();
        for (int repetition = 1; repetition <= 3; repetition++) {
            double drift = 1 + 0.01 * repetition;
            before.run("jraft", 1, repetition, Truth.USUAL.times(drift), SyntheticSweep.TERMS, SyntheticSweep.OK);
            before.run("echo", 1, repetition, Truth.USUAL, "t2", SyntheticSweep.OK);
            after.run("jraft", 1, repetition, Truth.USUAL.times(0.8 * drift), SyntheticSweep.TERMS, SyntheticSweep.OK);
            after.run("ratis", 1, repetition, Truth.USUAL.times(0.4 * drift), SyntheticSweep.TERMS, SyntheticSweep.OK);
            after.run("echo", 1, repetition, Truth.USUAL.times(9), "t2", SyntheticSweep.OK);
            after.run("jraft", 4, repetition, Truth.USUAL, SyntheticSweep.TERMS, SyntheticSweep.OK);
        }
        RequirementCheck check = new RequirementCheck(after.results("after"), before.results("before"), 1);
        String jraft = "backend=jraft,server_threads=1: throughput_ops_per_second vs ";
        assertThat(check.check(Requirement.parse(jraft + "base >= 79%")).holds())
                .isTrue();
        assertThat(check.check(Requirement.parse(jraft + "base >= 0.9")).lines())
                .containsExactly(
                        "FAIL " + jraft + "base >= 0.9  (0 of 1 configurations, 3 of 3 runs valid)",
                        "     jraft blocking fixed 1, 64 clients: ratio 0.800 (95 % interval 0.782 to 0.818); median 3,264"
                                + " operations/s of 3,232 (jraft1-r1), 3,264 (jraft1-r2), 3,296 (jraft1-r3); base median 4,080"
                                + " operations/s of 4,040 (jraft1-r1), 4,080 (jraft1-r2), 4,120 (jraft1-r3)");
        assertThat(check.check(Requirement.parse(jraft + "backend=ratis >= 2.1"))
                        .lines())
                .hasSize(2)
                .last()
                .asString()
                .contains("ratio 2.000 (95 % interval 2.000 to 2.000)");
        assertThat(check.check(Requirement.parse(jraft + "backend=ratis>= 1.99"))
                        .holds())
                .isTrue();
        // What others are divided by is not divided by itself.
        assertThat(check.check(Requirement.parse("server_threads=1,backend=ratis: throughput_ops_per_second vs"
                                + " backend=jraft <= 51 %"))
                        .holds())
                .isTrue();
        assertThat(check.check(Requirement.parse(jraft + "backend=echo > 0"))
                        .lines()
                        .get(1))
                .contains("not comparable with backend=echo: terms_id t2 and t1 differ");
        assertThat(check.check(Requirement.parse("server_threads=4: operations vs base > 0"))
                        .lines()
                        .get(1))
                .contains("there is no such configuration with base to compare with");
        assertThatThrownBy(() -> check.check(Requirement.parse("backend=echo: operations vs backend=echo > 0")))
                .hasMessageContaining("matches nothing in after but what it compares with");
        assertThatThrownBy(() -> Requirement.parse("operations vs base > 3ms")).hasMessageContaining("is not a ratio");
        assertThatThrownBy(() -> Requirement.parse("operations vs before > 3"))
                .hasMessageContaining("'before' is not factor=level");
    }

    @Test
    void aConfigurationNeedsAsManyValidRunsAsAskedFor() {
        SyntheticSweep sweep = new SyntheticSweep();
        sweep.run("jraft", 1, 1, Truth.USUAL, SyntheticSweep.TERMS, SyntheticSweep.OK);
        sweep.run("jraft", 1, 2, Truth.USUAL, SyntheticSweep.TERMS, "INVALID(steal)");
        Requirement any = Requirement.parse("throughput_ops_per_second > 0");
        assertThat(new RequirementCheck(sweep.results("dir"), 1).check(any).lines())
                .containsExactly(
                        "ok   throughput_ops_per_second > 0  (1 of 1 configurations, 1 of 2 runs valid; 1 on fewer than"
                                + " 3 runs, which may be noise)");
        Outcome outcome = new RequirementCheck(sweep.results("dir"), 2).check(any);
        assertThat(outcome.holds()).isFalse();
        assertThat(outcome.lines())
                .containsExactly(
                        "FAIL throughput_ops_per_second > 0  (0 of 1 configurations, 1 of 2 runs valid; 1 on fewer than"
                                + " 3 runs, which may be noise)",
                        "     jraft blocking fixed 1, 64 clients: 1 of 2 runs valid, fewer than 2; the first INVALID one,"
                                + " jraft1-r2, is INVALID(steal)");
    }

    @Test
    void aBaseOfFewRunsIsSaidToo() {
        SyntheticSweep before = new SyntheticSweep();
        SyntheticSweep after = new SyntheticSweep();
        before.run("jraft", 1, 1, Truth.USUAL, SyntheticSweep.TERMS, SyntheticSweep.OK);
        for (int repetition = 1; repetition <= 3; repetition++) {
            after.run("jraft", 1, repetition, Truth.USUAL, SyntheticSweep.TERMS, SyntheticSweep.OK);
        }
        String expression = "throughput_ops_per_second vs base >= 90%";
        assertThat(new RequirementCheck(after.results("after"), before.results("before"), 1)
                        .check(Requirement.parse(expression))
                        .lines())
                .containsExactly("ok   " + expression + "  (1 of 1 configurations, 3 of 3 runs valid; 1 on fewer than 3"
                        + " runs, which may be noise)");
    }

    @Test
    void whatFailsIsShownWithItsFigures() {
        assertThat(check("backend=jraft: throughput_ops_per_second >= 5000").lines())
                .containsExactly(
                        "FAIL backend=jraft: throughput_ops_per_second >= 5000  (1 of 2 configurations, 6 of 6 runs valid)",
                        "     jraft blocking fixed 1, 64 clients: median 4,000 operations/s of 3,000 (jraft1-r1),"
                                + " 4,000 (jraft1-r2), 9,000 (jraft1-r3)");
        assertThat(check("throughput_ops_per_second >= 1").lines())
                .contains(
                        "     ratis blocking fixed 8, 64 clients: no valid run of 1; the first INVALID one, ratis8-r1, is"
                                + " INVALID(1 leader change)");
        assertThat(check("server_threads=4: latency_p99_micros <= 1s").lines().get(1))
                .contains("not measured in every valid run")
                .contains("– (jraft4-r1), 50,000 (jraft4-r2), 50,000 (jraft4-r3)");
        assertThat(check("server_threads=1: operations > 0").lines())
                .containsExactly("ok   server_threads=1: operations > 0  (1 of 1 configurations, 3 of 3 runs valid)");
    }

    @Test
    void openLoopsAreLeftOutWhereTheFigureIsWhatTheyWereAskedFor() {
        SyntheticSweep sweep = new SyntheticSweep();
        SyntheticSweep open = new SyntheticSweep();
        for (int repetition = 1; repetition <= 3; repetition++) {
            sweep.run("jraft", 1, repetition, Truth.USUAL, SyntheticSweep.TERMS, SyntheticSweep.OK);
            sweep.openRun("", 1, repetition, Truth.USUAL.times(0.5), SyntheticSweep.OK);
            open.openRun("", 1, repetition, Truth.USUAL.times(0.5), SyntheticSweep.OK);
        }
        RequirementCheck check = new RequirementCheck(sweep.results("dir"), sweep.results("base"), 1);
        for (String expression :
                new String[] {"throughput_ops_per_second >= 4000", "throughput_ops_per_second vs base >= 90%"}) {
            assertThat(check.check(Requirement.parse(expression)).lines())
                    .containsExactly("ok   " + expression
                            + "  (1 of 1 configurations, 3 of 3 runs valid; 1 open loops left out: the figure"
                            + " is what they were asked for)");
        }
        assertThat(check.check(Requirement.parse("latency_p99_micros <= 1s")).lines())
                .containsExactly("ok   latency_p99_micros <= 1s  (2 of 2 configurations, 6 of 6 runs valid)");
        assertThatThrownBy(() -> new RequirementCheck(open.results("open"), 1)
                        .check(Requirement.parse("throughput_ops_per_second > 0")))
                .hasMessageContaining(
                        "matches open loops only in open: their throughput_ops_per_second is what was asked"
                                + " for. Bound a latency");
    }

    @Test
    void whereOnlyATwinRanThereIsNothingToCheck() {
        SyntheticSweep sweep = new SyntheticSweep();
        sweep.run("jraft", 1, 1, Truth.USUAL, SyntheticSweep.TERMS, SyntheticSweep.OK);
        sweep.labelled("b", "jraft", 4, 1, Truth.USUAL, SyntheticSweep.TERMS, SyntheticSweep.OK);
        assertThat(new RequirementCheck(sweep.results("dir"), 1)
                        .check(Requirement.parse("throughput_ops_per_second > 0"))
                        .lines())
                .containsExactly(
                        "ok   throughput_ops_per_second > 0  (1 of 1 configurations, 1 of 1 runs valid; 1 on fewer than"
                                + " 3 runs, which may be noise)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "throughput_ops_per_second; has no operator",
                "throughput >= 5; 'throughput' is no column with numbers. Known: warmup_seconds, operations,",
                "backend >= 5; 'backend' is no column",
                "operations => 5; '=>' is no operator. Known: >= <= > < ==",
                "operations != 5; '!=' is no operator",
                "operations >= ten; 'ten' is not a number",
                "operations >= ; '' is not a number",
                "operations >= 5 ms; 'ms' is no unit of operations. Known: none",
                "latency_p99_micros <= 5 min; 'min' is no unit of latency_p99_micros. Known: ms, s, us, µs",
                "threads=4: operations >= 5; 'threads' is no factor. Known: backend",
                "backend: operations >= 5; 'backend' is not factor=level",
                "backend=a,backend=b: operations >= 5; 'backend' is there twice"
            })
    void whatIsNotUnderstoodIsNamed(String expression, String message) {
        assertThatThrownBy(() -> Requirement.parse(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatMatchesNothingIsNoSuccess() {
        assertThatThrownBy(() -> check("backend=etcd: operations > 0"))
                .hasMessageContaining("matches no configuration of dir. Levels there: backend jraft, ratis");
    }
}

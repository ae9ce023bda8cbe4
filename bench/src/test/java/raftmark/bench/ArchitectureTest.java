package raftmark.bench;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows between the modules, as the design page draws them: {@code bench -> kv-server -> kv-api <- backend-*}. */
class ArchitectureTest {
    private static final String[] BACKENDS = {"raftmark.ratis..", "raftmark.jraft..", "raftmark.own.."};

    private static JavaClasses ours;

    @BeforeAll
    static void importClasses() {
        ours = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("raftmark");
    }

    private static DescribedPredicate<JavaClass> oursOutside(String... packages) {
        return resideInAPackage("raftmark..").and(DescribedPredicate.not(resideInAnyPackage(packages)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "raftmark.kv",
                "raftmark.server",
                "raftmark.verify",
                "raftmark.bench",
                "raftmark.ratis",
                "raftmark.jraft"
            })
    void everyModuleIsLookedAt(String rootPackage) {
        assertThat(ours.stream().filter(type -> type.getPackageName().startsWith(rootPackage)))
                .hasSizeGreaterThan(5);
    }

    @Test
    void theContractKnowsNothingElseOfOurs() {
        noClasses()
                .that()
                .resideInAPackage("raftmark.kv..")
                .should()
                .dependOnClassesThat(oursOutside("raftmark.kv.."))
                .check(ours);
    }

    @Test
    void theSpiKnowsNothingOfWhatStandsOnIt() {
        noClasses()
                .that()
                .resideInAPackage("raftmark.kv.spi..")
                .should()
                .dependOnClassesThat(oursOutside("raftmark.kv.spi.."))
                .check(ours);
    }

    @ParameterizedTest
    @ValueSource(strings = {"raftmark.ratis..", "raftmark.jraft.."})
    void aBackendKnowsTheContractOnly(String backend) {
        noClasses()
                .that()
                .resideInAPackage(backend)
                .should()
                .dependOnClassesThat(oursOutside(backend, "raftmark.kv.."))
                .check(ours);
        noClasses()
                .that()
                .resideInAPackage(backend)
                .should()
                .dependOnClassesThat(resideInAPackage("raftmark.kv.machine.."))
                .because("a backend meets the state machine only as a ReplicatedStateMachine")
                .check(ours);
    }

    @Test
    void theFrontEndAndTheVerifierKnowTheContractOnly() {
        for (String module : new String[] {"raftmark.server..", "raftmark.verify.."}) {
            noClasses()
                    .that()
                    .resideInAPackage(module)
                    .should()
                    .dependOnClassesThat(oursOutside(module, "raftmark.kv.."))
                    .check(ours);
        }
    }

    @Test
    void theBenchMeetsBackendsAtRunTimeOnly() {
        noClasses()
                .that()
                .resideInAPackage("raftmark.bench..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(BACKENDS))
                .check(ours);
    }

    @Test
    void theTestkitStaysInTests() {
        assertThat(System.getProperty("java.class.path")).doesNotContain("kv-testkit");
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("raftmark.testkit.."))
                .check(ours);
    }

    @Test
    void librariesOfABackendStayBehindIt() {
        noClasses()
                .that()
                .resideOutsideOfPackage("raftmark.ratis..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.ratis.."))
                .check(ours);
        noClasses()
                .that()
                .resideOutsideOfPackage("raftmark.jraft..")
                .should()
                .dependOnClassesThat(resideInAPackage("com.alipay.."))
                .check(ours);
    }

    @Test
    void processesKnowNothingOfTheCommandLine() {
        noClasses()
                .that()
                .resideInAnyPackage("raftmark.bench.process..", "raftmark.bench.lab..")
                .should()
                .dependOnClassesThat(resideInAPackage("raftmark.bench.cli.."))
                .check(ours);
    }

    @Test
    void packagesOfTheContractHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .matching("raftmark.kv.(*)..")
                .should()
                .beFreeOfCycles()
                .check(ours);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes()
                .that(oursOutside("raftmark.kv.v1..")
                        .and(DescribedPredicate.describe(
                                "are written by hand",
                                type -> !type.getPackageName().contains("jmh_generated"))))
                .should(new ArchCondition<>("live in a @NullMarked package") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean marked = type.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked");
                        if (!marked) {
                            events.add(SimpleConditionEvent.violated(
                                    type, type.getName() + " lives in a package without @NullMarked"));
                        }
                    }
                })
                .check(ours);
    }
}

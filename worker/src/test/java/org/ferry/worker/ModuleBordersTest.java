package org.ferry.worker;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** Who may use whom, and what keeps workflows replayable. ArchUnit sees direct calls, not those through others. */
@AnalyzeClasses(packages = "org.ferry", importOptions = DoNotIncludeTests.class)
class ModuleBordersTest {
    private static final String WORKFLOWS = "org.ferry.workflows..";

    @ArchTest
    static final ArchRule WORKFLOWS_USE_TEMPORAL_ONLY = classes()
            .that()
            .resideInAPackage(WORKFLOWS)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    WORKFLOWS,
                    "io.temporal..",
                    "com.fasterxml.jackson..",
                    "org.jspecify.annotations..",
                    "org.slf4j..",
                    "java.lang..",
                    "java.util..",
                    "java.time..",
                    "java.text..",
                    "java.math..");

    @ArchTest
    static final ArchRule WORKFLOWS_LOG_THROUGH_WORKFLOW = noClasses()
            .that()
            .resideInAPackage(WORKFLOWS)
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.slf4j.LoggerFactory");

    @ArchTest
    static final ArchRule WORKFLOWS_ARE_DETERMINISTIC = noClasses()
            .that()
            .resideInAPackage(WORKFLOWS)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, Clock.class, Random.class, ThreadLocalRandom.class)
            .orShould()
            .dependOnClassesThat(resideInAPackage("java.util.concurrent.."))
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callMethod(Math.class, "random")
            .because(
                    "a workflow's code runs again at every replay and must decide the same; Workflow has what it needs");

    @ArchTest
    static final ArchRule ACTIVITIES_DO_NOT_KNOW_THE_WORKER = noClasses()
            .that()
            .resideInAPackage("org.ferry.activities..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.ferry.worker..", "org.ferry.starter..");

    @ArchTest
    static final ArchRule OPENSTACK_STANDS_ALONE = standsAlone("openstack", "hosts", "database", "temporal", "reports");

    @ArchTest
    static final ArchRule HOSTS_STANDS_ALONE = standsAlone("hosts", "openstack", "database", "temporal", "reports");

    @ArchTest
    static final ArchRule DATABASE_STANDS_ALONE = standsAlone("database", "openstack", "hosts", "temporal", "reports");

    @ArchTest
    static final ArchRule TEMPORAL_STANDS_ALONE = standsAlone("temporal", "openstack", "hosts", "database", "reports");

    @ArchTest
    static final ArchRule REPORTS_STANDS_ALONE = standsAlone("reports", "openstack", "hosts", "database", "temporal");

    @ArchTest
    static final ArchRule REPORTS_ARE_MADE_OF_WHAT_RUNS_TELL = classes()
            .that()
            .resideInAPackage("org.ferry.report..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.ferry.report..",
                    "org.ferry.workflows..",
                    "com.fasterxml.jackson..",
                    "com.samskivert.mustache..",
                    "org.jspecify.annotations..",
                    "java..");

    @ArchTest
    static final ArchRule WORKER_DOES_NOT_KNOW_THE_STARTER = noClasses()
            .that()
            .resideInAPackage("org.ferry.worker..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.ferry.starter..");

    private static ArchRule standsAlone(String capability, String... others) {
        return noClasses()
                .that()
                .resideInAPackage("org.ferry.activities." + capability + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Stream.of(others)
                        .map(other -> "org.ferry.activities." + other + "..")
                        .toArray(String[]::new));
    }
}

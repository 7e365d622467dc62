package io.b24hub;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** What may know of what. */
@AnalyzeClasses(packages = "io.b24hub", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] CAMEL = {"org.apache.camel.."};
    private static final String[] SQL = {"java.sql..", "javax.sql..", "org.sqlite.."};
    private static final String[] HTTP = {"java.net.http..", "io.vertx..", "org.apache.hc..", "com.sun.net.httpserver.."
    };
    private static final String[] YAML = {"org.snakeyaml..", "org.yaml.."};

    @ArchTest
    static final ArchRule time_knows_nothing_of_ours = onlyOurs("io.b24hub.time");

    @ArchTest
    static final ArchRule failure_knows_nothing_of_ours = onlyOurs("io.b24hub.failure");

    @ArchTest
    static final ArchRule event_knows_nothing_of_ours = onlyOurs("io.b24hub.event");

    @ArchTest
    static final ArchRule store_knows_events_time_and_failures =
            onlyOurs("io.b24hub.store", "io.b24hub.event", "io.b24hub.time", "io.b24hub.failure");

    @ArchTest
    static final ArchRule delivery_knows_the_store_events_time_and_failures =
            onlyOurs("io.b24hub.delivery", "io.b24hub.store", "io.b24hub.event", "io.b24hub.time", "io.b24hub.failure");

    @ArchTest
    static final ArchRule reading_knows_the_portal_events_time_and_failures =
            onlyOurs("io.b24hub.reading", "io.b24hub.bitrix", "io.b24hub.event", "io.b24hub.time", "io.b24hub.failure");

    @ArchTest
    static final ArchRule reading_knows_no_camel_http_sql_or_yaml =
            ignorant("io.b24hub.reading..", CAMEL, HTTP, SQL, YAML);

    @ArchTest
    static final ArchRule operate_knows_what_it_operates = onlyOurs(
            "io.b24hub.operate",
            "io.b24hub.delivery",
            "io.b24hub.store",
            "io.b24hub.event",
            "io.b24hub.time",
            "io.b24hub.failure",
            "io.b24hub.settings");

    @ArchTest
    static final ArchRule change_knows_the_store_events_and_time =
            onlyOurs("io.b24hub.change", "io.b24hub.store", "io.b24hub.event", "io.b24hub.time");

    @ArchTest
    static final ArchRule change_knows_no_camel_http_sql_or_yaml =
            ignorant("io.b24hub.change..", CAMEL, HTTP, SQL, YAML);

    @ArchTest
    static final ArchRule timer_knows_the_store_events_and_time =
            onlyOurs("io.b24hub.timer", "io.b24hub.store", "io.b24hub.event", "io.b24hub.time");

    @ArchTest
    static final ArchRule timer_knows_no_camel_http_sql_or_yaml = ignorant("io.b24hub.timer..", CAMEL, HTTP, SQL, YAML);

    @ArchTest
    static final ArchRule template_knows_the_component_events_settings_and_failures = onlyOurs(
            "io.b24hub.template", "io.b24hub.component", "io.b24hub.event", "io.b24hub.settings", "io.b24hub.failure");

    @ArchTest
    static final ArchRule the_template_engine_is_used_by_template_and_console_only = noClasses()
            .that()
            .resideOutsideOfPackages("io.b24hub.template..", "io.b24hub.console..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.pebbletemplates..");

    @ArchTest
    static final ArchRule console_knows_no_camel_sql_or_yaml = ignorant("io.b24hub.console..", CAMEL, SQL, YAML);

    @ArchTest
    static final ArchRule settings_know_failures_and_addresses_only =
            onlyOurs("io.b24hub.settings", "io.b24hub.failure", "io.b24hub.address");

    @ArchTest
    static final ArchRule address_knows_nothing_of_ours = onlyOurs("io.b24hub.address");

    @ArchTest
    static final ArchRule validate_knows_files_and_what_they_may_say = onlyOurs(
            "io.b24hub.validate",
            "io.b24hub.route",
            "io.b24hub.template",
            "io.b24hub.component",
            "io.b24hub.event",
            "io.b24hub.settings",
            "io.b24hub.failure");

    @ArchTest
    static final ArchRule validate_knows_no_http_and_no_sql = ignorant("io.b24hub.validate..", HTTP, SQL);

    @ArchTest
    static final ArchRule store_knows_no_camel_http_or_yaml = ignorant("io.b24hub.store..", CAMEL, HTTP, YAML);

    @ArchTest
    static final ArchRule delivery_knows_no_camel_http_sql_or_yaml =
            ignorant("io.b24hub.delivery..", CAMEL, HTTP, SQL, YAML);

    @ArchTest
    static final ArchRule operate_knows_no_camel_http_sql_or_yaml =
            ignorant("io.b24hub.operate..", CAMEL, HTTP, SQL, YAML);

    @ArchTest
    static final ArchRule bitrix_knows_no_camel_and_no_sql = ignorant("io.b24hub.bitrix..", CAMEL, SQL);

    @ArchTest
    static final ArchRule intake_knows_no_sql_and_no_yaml = ignorant("io.b24hub.intake..", SQL, YAML);

    @ArchTest
    static final ArchRule settings_know_no_camel_http_or_sql = ignorant("io.b24hub.settings..", CAMEL, HTTP, SQL);

    @ArchTest
    static final ArchRule event_time_and_failure_know_the_jdk_a_log_and_json = classes()
            .that()
            .resideInAnyPackage("io.b24hub.event..", "io.b24hub.time..", "io.b24hub.failure..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.b24hub..", "java..", "org.slf4j..", "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule sql_is_spoken_in_the_store_and_by_connectors_only = noClasses()
            .that()
            // connectors speak it to far sides, and tell what these answered
            .resideOutsideOfPackages("io.b24hub.store..", "io.b24hub.connector..", "io.b24hub.check..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SQL);

    @ArchTest
    static final ArchRule packages_form_no_circle =
            slices().matching("io.b24hub.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule the_clock_is_asked_in_time_only = noClasses()
            .that()
            .resideOutsideOfPackage("io.b24hub.time..")
            .should()
            .callMethodWhere(target(nameMatching("now")).and(target(owner(resideInAPackage("java.time..")))))
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethodWhere(
                    target(nameMatching("system.*|tick.*")).and(target(owner(assignableTo(java.time.Clock.class)))))
            .orShould()
            .callConstructor(java.util.Date.class);

    @ArchTest
    static final ArchRule randomness_is_handed_in = noClasses()
            .that(not(simpleNames("Hub", "WarmUp", "DemoCommand", "EmulateCommand")))
            .should()
            .callMethod(Math.class, "random")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.util.Random.class)
            .orShould()
            .callMethod(java.util.random.RandomGenerator.class, "getDefault");

    @ArchTest
    static final ArchRule only_commands_print = noClasses()
            .that()
            .resideOutsideOfPackages("io.b24hub.cli..", "io.b24hub.demo..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace");

    @ArchTest
    static final ArchRule nobody_sleeps = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethodWhere(
                    target(nameMatching("sleep")).and(target(owner(resideInAPackage("java.util.concurrent..")))));

    @ArchTest
    static final ArchRule only_main_classes_end_the_process = noClasses()
            .that(not(simpleNames("HubMain", "HealthMain")))
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class);

    @ArchTest
    static final ArchRule names_say_the_role =
            noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl|Data)(\\$.*)?");

    @ArchTest
    static final ArchRule no_state_is_shared_by_all = fields().that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat(not(generated()))
            .should()
            .beFinal();

    private static ArchRule onlyOurs(String asking, String... allowed) {
        DescribedPredicate<JavaClass> known = resideInAPackage(asking + "..");
        for (String each : allowed) {
            known = known.or(resideInAPackage(each + ".."));
        }
        return noClasses()
                .that()
                .resideInAPackage(asking + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.b24hub..").and(not(known)))
                .as(asking + " knows nothing of ours"
                        + (allowed.length == 0 ? "" : " but " + String.join(", ", allowed)));
    }

    private static ArchRule ignorant(String asking, String[]... foreign) {
        DescribedPredicate<JavaClass> unknown = DescribedPredicate.alwaysFalse();
        for (String[] each : foreign) {
            unknown = unknown.or(resideInAnyPackage(each));
        }
        return noClasses().that().resideInAPackage(asking).should().dependOnClassesThat(unknown);
    }

    private static DescribedPredicate<JavaClass> simpleNames(String... names) {
        return describe(
                "are " + String.join(", ", names), type -> List.of(names).contains(type.getSimpleName()));
    }

    // the component plugin writes its option tables as static maps that are filled once
    private static DescribedPredicate<JavaClass> generated() {
        return describe("were generated", type -> type.getSimpleName().matches(".*(Configurer|UriFactory|Loader)"));
    }
}

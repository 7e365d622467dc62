package io.b24hub.reading;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.b24hub.bitrix.MadeCalls;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.Origin;
import io.b24hub.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class DictionariesTest {

    private static final Dictionary EURO = new Dictionary(Dictionary.Kind.CURRENCIES, "");
    private static final Dictionary PROCESSES = new Dictionary(Dictionary.Kind.PROCESSES, "");
    private static final FieldList DEAL_FIELDS = new FieldList("crm.deal.fields", Map.of());
    private static final FieldList ITEM_FIELDS = new FieldList("crm.item.fields", Map.of("entityTypeId", "1268"));

    private final ManualClock clock = new ManualClock();
    private final RecordedPortal portal = new RecordedPortal();
    private final Troubles troubles = new Troubles("main", clock);
    private final Dictionaries dictionaries = new Dictionaries(portal.rest(clock), troubles, clock);
    private final MadeCalls made = new MadeCalls();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger(Troubles.class)).addAppender(log);
    }

    @AfterEach
    void stopListening() {
        ((Logger) LoggerFactory.getLogger(Troubles.class)).detachAppender(log);
    }

    @Test
    void reads_every_page_of_a_list() {
        portal.on(
                "crm.type.list",
                call -> RecordedPortal.json(
                        200,
                        call.path("start").asInt(0) == 0
                                ? "{\"result\":{\"types\":[{\"entityTypeId\":128,\"title\":\"One\"}]},\"next\":50}"
                                : "{\"result\":{\"types\":[{\"entityTypeId\":130,\"title\":\"Two\"}]}}"));

        assertThat(name(PROCESSES, "130")).contains("Two");
        assertThat(name(PROCESSES, "128")).contains("One");
        assertThat(portal.count("crm.type.list")).isEqualTo(2);
    }

    @Test
    void takes_the_mail_address_of_somebody_without_a_name_and_the_id_of_somebody_without_either() {
        portal.on(
                "user.get",
                call -> RecordedPortal.json(
                        200,
                        "{\"result\":[{\"ID\":\"7\",\"NAME\":\"\",\"LAST_NAME\":null,\"EMAIL\":\"a@example.com\"},"
                                + "{\"ID\":\"8\",\"NAME\":\" \"}]}"));

        assertThat(name(Dictionary.person("7"), "7")).contains("a@example.com");
        assertThat(name(Dictionary.person("8"), "8")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ONCRMCURRENCYUPDATE,          crm.currency.list",
        "ONCRMCURRENCYADD,             crm.currency.list",
        "ONCRMTYPEUPDATE,              crm.type.list crm.item.fields",
        "ONCRMDEALUSERFIELDSETENUMVALUES, crm.deal.fields crm.item.fields",
        "ONCRMTYPEUSERFIELDADD,        crm.deal.fields crm.item.fields",
        "ONUSERADD,                    user.get",
        "ONCRMDEALUPDATE,              ''"
    })
    void an_event_drops_the_lists_that_it_makes_wrong_and_no_other(String event, String asked) {
        askAll();
        int before = portal.methods().size();

        dictionaries.heard(event(event));
        askAll();

        assertThat(portal.methods().subList(before, portal.methods().size()))
                .containsExactlyInAnyOrder(asked.isEmpty() ? new String[0] : asked.split(" "));
    }

    @Test
    void a_method_that_fails_rests_and_is_told_of_once_when_it_begins_and_once_when_it_ends() {
        portal.recorded("user.get", "error.insufficient_scope");
        name(Dictionary.person("1"), "1");
        name(Dictionary.person("2"), "2");
        clock.advance(Duration.ofMinutes(1));
        name(Dictionary.person("1"), "1");

        assertThat(portal.count("user.get")).isEqualTo(2);
        assertThat(troubles.reasons()).containsOnlyKeys("user.get");
        assertThat(log.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getFormattedMessage()).contains("portal main", "user.get", "insufficient_scope");
        });

        portal.recorded("user.get", "user.get.success");
        clock.advance(Duration.ofMinutes(1));
        assertThat(name(Dictionary.person("1"), "1")).contains("Пётр Петров");

        assertThat(troubles.reasons()).isEmpty();
        assertThat(log.list).hasSize(2);
    }

    @Test
    void who_causes_a_call_tells_it_who_waits_for_it_says_so_and_a_list_in_memory_takes_none() {
        MadeCalls waiting = new MadeCalls();
        MadeCalls later = new MadeCalls();
        portal.hold();

        dictionaries.name(EURO, "EUR", made);
        CompletionStage<Optional<String>> waits = dictionaries.name(EURO, "EUR", waiting);
        portal.release();
        dictionaries.name(EURO, "EUR", later);

        assertThat(waits).isCompletedWithValue(Optional.of("Euro"));
        assertThat(made).hasToString("crm.currency.list");
        assertThat(waiting).hasToString("crm.currency.list, answer shared");
        assertThat(later).hasToString("");
    }

    @Test
    void a_failed_call_is_told_by_all_who_waited_and_one_that_rests_is_not_made() {
        portal.recorded("crm.currency.list", "error.insufficient_scope");
        MadeCalls waiting = new MadeCalls();
        MadeCalls later = new MadeCalls();
        portal.hold();

        dictionaries.name(EURO, "EUR", made);
        dictionaries.name(EURO, "EUR", waiting);
        portal.release();
        dictionaries.name(EURO, "EUR", later);

        assertThat(made).hasToString("crm.currency.list failed");
        assertThat(waiting).hasToString("crm.currency.list failed");
        assertThat(later).hasToString("");
    }

    @Test
    void an_unknown_id_is_looked_for_once_a_minute() {
        for (int second = 0; second < 120; second++) {
            assertThat(name(EURO, "XXX")).isEmpty();
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(portal.count("crm.currency.list")).isEqualTo(2);
    }

    @Test
    void an_answer_of_another_shape_names_nothing() {
        portal.result("crm.status.list", "{\"DEAL\":1}").result("crm.deal.fields", "[]");

        assertThat(name(Dictionary.statuses("SOURCE"), "CALL")).isEmpty();
        assertThat(dictionaries.fields(DEAL_FIELDS, made).toCompletableFuture().join())
                .isEmpty();
    }

    @Test
    void keeps_of_a_description_only_what_has_names() {
        Map<String, FieldList.Field> fields =
                dictionaries.fields(DEAL_FIELDS, made).toCompletableFuture().join();

        assertThat(fields)
                .containsKeys("STAGE_ID", "CURRENCY_ID", "CATEGORY_ID")
                .doesNotContainKeys("TITLE", "ID");
        assertThat(fields.get("TYPE_ID").statusType()).isEqualTo("DEAL_TYPE");
        assertThat(fields.get("UF_CRM_1721244482251").items()).isEqualTo(Map.of("45", "Самовывоз", "47", "Курьер"));
    }

    private void askAll() {
        assertThat(name(EURO, "EUR")).contains("Euro");
        assertThat(name(PROCESSES, "1256")).contains("Smart Process #20");
        assertThat(name(Dictionary.person("1"), "1")).contains("Пётр Петров");
        assertThat(name(Dictionary.statuses("DEAL_STAGE"), "WON")).contains("Сделка успешна");
        for (FieldList list : List.of(DEAL_FIELDS, ITEM_FIELDS)) {
            assertThat(dictionaries.fields(list, made).toCompletableFuture().join())
                    .isNotEmpty();
        }
    }

    private Optional<String> name(Dictionary dictionary, String id) {
        return dictionaries.name(dictionary, id, made).toCompletableFuture().join();
    }

    private Bitrix24Event event(String type) {
        return new Bitrix24Event(
                "01",
                "main",
                type,
                new EntityRef("any", 0, "1"),
                "",
                clock.instant(),
                clock.instant(),
                Origin.WEBHOOK,
                Map.of());
    }
}

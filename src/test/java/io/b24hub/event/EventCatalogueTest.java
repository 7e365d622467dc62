package io.b24hub.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventCatalogueTest {

    private final EventCatalogue catalogue = EventCatalogue.load();

    @Test
    void finds_a_code_in_any_case() {
        EventType type = catalogue.find("onCrmDealUpdate").orElseThrow();

        assertThat(type.event()).isEqualTo("ONCRMDEALUPDATE");
        assertThat(type.entity()).isEqualTo("deal");
        assertThat(type.entityTypeId()).isEqualTo(2);
        assertThat(type.action()).isEqualTo(EventType.Action.UPDATE);
        assertThat(type.channel()).isEqualTo(EventType.Channel.WEBHOOK);
        assertThat(type.scope()).isEqualTo("crm");
        assertThat(type.read().orElseThrow().method()).isEqualTo("crm.deal.get");
    }

    @Test
    void finds_the_base_type_of_a_smart_process() {
        assertThat(catalogue.find("ONCRMDYNAMICITEMADD_147").orElseThrow().event())
                .isEqualTo("ONCRMDYNAMICITEMADD");
        assertThat(catalogue.find("ONCRMDYNAMICITEMADD_X")).isEmpty();
        assertThat(catalogue.find("ONCRMDEALADD_147")).isEmpty();
    }

    @Test
    void does_not_know_what_does_not_exist() {
        assertThat(catalogue.find("ONCRMDEALWON")).isEmpty();
        assertThat(catalogue.find("")).isEmpty();
    }

    @Test
    void words_for_entities_are_single_lower_case_tokens() {
        assertThat(catalogue.types())
                .hasSizeGreaterThan(200)
                .allSatisfy(type -> assertThat(type.entity()).matches("[a-z0-9]+(-[a-z0-9]+)*"))
                .allSatisfy(type -> assertThat(EventCode.isValid(type.event())).isTrue());
    }

    @Test
    void nothing_that_is_gone_can_be_read() {
        assertThat(catalogue.types())
                .filteredOn(type -> type.action() == EventType.Action.DELETE)
                .allSatisfy(type -> assertThat(type.read()).isEmpty());
    }

    @Test
    void proposes_the_nearest_code() {
        assertThat(catalogue.closest("ONCRMDEALUPDAT")).contains("ONCRMDEALUPDATE");
        assertThat(catalogue.closest("oncrmdeladd")).contains("ONCRMDEALADD");
        assertThat(catalogue.closest("CRMLEADADD")).contains("ONCRMLEADADD");
        assertThat(catalogue.closest("ONCRMDYNAMICITEMAD_147")).contains("ONCRMDYNAMICITEMADD");
        assertThat(catalogue.closest("SOMETHINGELSE")).isEmpty();
    }

    @Test
    void reads_the_id_where_the_family_has_it() {
        assertThat(of("ONCRMDEALADD", fields("ID", "662"))).isEqualTo(new EntityRef("deal", 2, "662"));
        assertThat(of("ONCRMCURRENCYUPDATE", fields("ID", "CHE"))).isEqualTo(new EntityRef("currency", 0, "CHE"));
        assertThat(of("ONCALENDARENTRYADD", Map.of("id", "5"))).isEqualTo(new EntityRef("calendar-event", 0, "5"));
        assertThat(of("ONVOXIMPLANTCALLEND", Map.of("CALL_ID", "externalCall.7b.1")))
                .isEqualTo(new EntityRef("call", 0, "externalCall.7b.1"));
        assertThat(of("ONCRMDEALRECURRINGEXPOSE", fields("ID", "3", "DEAL_ID", "77")))
                .isEqualTo(new EntityRef("deal", 2, "77"));
        assertThat(of(
                        "ONOPENLINEMESSAGEADD",
                        Map.of("DATA", List.of(Map.of("message", Map.of("id", "8")), Map.of("message", Map.of())))))
                .isEqualTo(new EntityRef("openline-message", 0, "8"));
        assertThat(of("ONIMCOMMANDADD", Map.of("COMMAND", Map.of("103", Map.of("COMMAND_ID", "103")))))
                .isEqualTo(new EntityRef("command", 0, "103"));
    }

    @Test
    void takes_the_entity_type_of_a_smart_process_from_the_data_or_the_code() {
        assertThat(of("ONCRMDYNAMICITEMADD_147", fields("ID", "12", "ENTITY_TYPE_ID", "1220")))
                .isEqualTo(new EntityRef("dynamic", 1220, "12"));
        assertThat(of("oncrmdynamicitemadd_147", fields("ID", "12"))).isEqualTo(new EntityRef("dynamic", 147, "12"));
        assertThat(of("ONCRMDYNAMICITEMADD", fields("ID", "12", "ENTITY_TYPE_ID", "much")))
                .isEqualTo(new EntityRef("dynamic", 0, "12"));
        assertThat(of("ONCRMDYNAMICITEMUPDATE", fields("ID", "17", "ENTITY_TYPE_ID", "31")))
                .isEqualTo(new EntityRef("invoice", 31, "17"));
    }

    @Test
    void copes_with_undefined_in_place_of_an_object() {
        Map<String, Object> added = Map.of("FIELDS_BEFORE", "undefined", "FIELDS_AFTER", Map.of("ID", "5"));
        Map<String, Object> deleted = Map.of("FIELDS_BEFORE", Map.of("ID", "5"), "FIELDS_AFTER", "undefined");
        Map<String, Object> nothing = Map.of("FIELDS_BEFORE", "undefined", "FIELDS_AFTER", "undefined");

        assertThat(of("ONTASKADD", added)).isEqualTo(new EntityRef("task", 0, "5"));
        assertThat(of("ONTASKDELETE", deleted)).isEqualTo(new EntityRef("task", 0, "5"));
        assertThat(of("ONTASKUPDATE", deleted)).isEqualTo(new EntityRef("task", 0, "5"));
        assertThat(of("ONTASKUPDATE", nothing)).isEqualTo(EntityRef.NONE);
        assertThat(of("ONCRMDEALADD", fields("ID", "undefined"))).isEqualTo(EntityRef.NONE);
    }

    @Test
    void tells_comments_of_the_new_task_card_apart_by_their_message() {
        Map<String, Object> chat = Map.of("FIELDS_AFTER", Map.of("ID", "0", "TASK_ID", "555", "MESSAGE_ID", "1458"));

        assertThat(of("ONTASKCOMMENTADD", chat)).isEqualTo(new EntityRef("task-comment", 0, "1458"));
    }

    @Test
    void finds_a_timeline_comment_at_both_places() {
        assertThat(of("ONCRMTIMELINECOMMENTADD", Map.of("ID", "999")).id()).isEqualTo("999");
        assertThat(of("ONCRMTIMELINECOMMENTADD", fields("ID", "999")).id()).isEqualTo("999");
    }

    @Test
    void copes_with_data_of_any_shape() {
        assertThat(of("ONIMCONNECTORLINEDELETE", "107")).isEqualTo(new EntityRef("line", 0, "107"));
        assertThat(of("ONCRMDEALADD", "662")).isEqualTo(EntityRef.NONE);
        assertThat(of("ONCRMDEALADD", List.of("662"))).isEqualTo(EntityRef.NONE);
        assertThat(of("ONCRMDEALADD", Map.of())).isEqualTo(EntityRef.NONE);
        assertThat(of("ONCRMDEALADD", Map.of("FIELDS", List.of("1")))).isEqualTo(EntityRef.NONE);
        assertThat(of("ONCRMDEALADD", fields("ID", Map.of("x", "y")))).isEqualTo(EntityRef.NONE);
        assertThat(of("ONAPPINSTALL", Map.of("ID", "1"))).isEqualTo(EntityRef.NONE);
    }

    @Test
    void makes_the_best_of_an_unknown_code() {
        assertThat(of("ONFOOBARADD", fields("ID", "1"))).isEqualTo(new EntityRef("foobar", 0, "1"));
        assertThat(of("ONFOOBARDELETE", Map.of("ID", "1"))).isEqualTo(new EntityRef("foobar", 0, "1"));
        assertThat(of("onFooBarUpdate", Map.of("id", "1"))).isEqualTo(new EntityRef("foobar", 0, "1"));
        assertThat(of("FOO:BAR.ON_CHANGE", Map.of("FIELDS_AFTER", Map.of("ID", "1"))))
                .isEqualTo(new EntityRef("foo-bar-on-change", 0, "1"));
        assertThat(of("ONADD", Map.of("ID", "1"))).isEqualTo(new EntityRef("onadd", 0, "1"));
        assertThat(of("ONFOOBARADD", Map.of("NAME", "x"))).isEqualTo(EntityRef.NONE);
    }

    @Test
    void reads_the_document_of_an_automation_rule() {
        assertThat(document("DEAL_123")).isEqualTo(new EntityRef("deal", 2, "123"));
        assertThat(document("LEAD_45")).isEqualTo(new EntityRef("lead", 1, "45"));
        assertThat(document("CONTACT_7")).isEqualTo(new EntityRef("contact", 3, "7"));
        assertThat(document("COMPANY_9")).isEqualTo(new EntityRef("company", 4, "9"));
        assertThat(document("QUOTE_2")).isEqualTo(new EntityRef("quote", 7, "2"));
        assertThat(document("SMART_INVOICE_17")).isEqualTo(new EntityRef("invoice", 31, "17"));
        assertThat(document("DYNAMIC_1090_12")).isEqualTo(new EntityRef("dynamic", 1090, "12"));
        assertThat(document("DYNAMIC_31_17")).isEqualTo(new EntityRef("invoice", 31, "17"));
        assertThat(document("SMART_B2E_DOC_4")).isEqualTo(new EntityRef("smart-b2e-doc", 0, "4"));
        assertThat(document("88")).isEqualTo(new EntityRef("document", 0, "88"));
        assertThat(document("DEAL_")).isEqualTo(EntityRef.NONE);
        assertThat(document("DYNAMIC_x_12")).isEqualTo(EntityRef.NONE);
        assertThat(of("ROBOT", Map.of("document_id", Map.of("2", "DEAL_1")))).isEqualTo(new EntityRef("deal", 2, "1"));
        assertThat(of("ROBOT", Map.of("document_id", "DEAL_1"))).isEqualTo(EntityRef.NONE);
    }

    @Test
    void fills_the_arguments_of_a_read() {
        assertThat(arguments("ONCRMDEALUPDATE", fields("ID", "662"))).isEqualTo(Map.of("id", "662"));
        assertThat(arguments("ONCRMDYNAMICITEMADD_147", fields("ID", "5", "ENTITY_TYPE_ID", "147")))
                .isEqualTo(Map.of("entityTypeId", "147", "id", "5"));
        assertThat(arguments("ONCRMTIMELINECOMMENTADD", fields("ID", "9"))).isEqualTo(Map.of("id", "9"));
        assertThat(arguments("ONCRMTYPEUSERFIELDADD", fields("ID", "9")))
                .isEqualTo(Map.of("id", "9", "moduleId", "crm"));
        assertThat(arguments("ROBOT", Map.of("document_id", List.of("crm", "x", "DYNAMIC_1090_12"))))
                .isEqualTo(Map.of("entityTypeId", "1090", "id", "12"));
    }

    @Test
    void a_read_without_all_its_arguments_has_none() {
        Map<String, Object> chat = Map.of("FIELDS_AFTER", Map.of("ID", "0", "TASK_ID", "555", "MESSAGE_ID", "1"));
        Bitrix24Event event = event("ONTASKCOMMENTADD", chat);
        EventType type = catalogue.find(event.type()).orElseThrow();

        assertThat(type.read().orElseThrow().arguments(event)).isEmpty();
        assertThat(type.alternative().orElseThrow().arguments(event)).contains(Map.of("taskId", "555"));
    }

    private Map<String, String> arguments(String code, Object data) {
        return catalogue
                .find(code)
                .orElseThrow()
                .read()
                .orElseThrow()
                .arguments(event(code, data))
                .orElseThrow();
    }

    private Bitrix24Event event(String code, Object data) {
        return new Bitrix24Event(
                "1", "main", code, of(code, data), "", Instant.EPOCH, Instant.EPOCH, Origin.WEBHOOK, data);
    }

    private EntityRef of(String code, Object data) {
        return catalogue.entityOf(code, data);
    }

    private EntityRef document(String id) {
        return of("ROBOT", Map.of("document_id", List.of("crm", "CCrmDocumentDeal", id)));
    }

    private static Map<String, Object> fields(Object... pairs) {
        return pairs.length == 2
                ? Map.of("FIELDS", Map.of(pairs[0], pairs[1]))
                : Map.of("FIELDS", Map.of(pairs[0], pairs[1], pairs[2], pairs[3]));
    }
}

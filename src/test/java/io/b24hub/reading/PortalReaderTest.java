package io.b24hub.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.bitrix.MadeCalls;
import io.b24hub.bitrix.PortalRest;
import io.b24hub.bitrix.ReadTerms;
import io.b24hub.bitrix.RestErrorClass;
import io.b24hub.bitrix.RestException;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.Origin;
import io.b24hub.failure.RetryLater;
import io.b24hub.failure.WillNotHeal;
import io.b24hub.time.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Each kind of event, as it comes over the wire, against answers as they come over the wire. */
class PortalReaderTest {

    private static final Path PAYLOADS = Path.of("src/test/resources/bitrix24/payloads");
    private static final String PORTAL = RecordedPortal.ADDRESS.toString();
    private static final Wish NOTHING_ELSE = new Wish(false, Set.of());

    private final ManualClock clock = new ManualClock();
    private final RecordedPortal portal = new RecordedPortal();
    private final PortalRest rest = portal.rest(clock);
    private final EventCatalogue catalogue = EventCatalogue.load();
    private final PortalReader reader =
            new PortalReader("main", rest, Optional.of(RecordedPortal.ADDRESS), catalogue, clock);

    @Test
    void a_deal_gets_names_of_every_kind_a_link_and_what_it_belongs_to() {
        Bitrix24Event deal = read("crm-deal-update.webhook", Wish.of(true, "contact, company"));

        assertThat(deal.fields()).containsEntry("ID", "410").containsEntry("STAGE_ID", "PREPARATION");
        assertThat(deal.names())
                .containsOnly(
                        entry("TYPE_ID", "COMPLEX"),
                        entry("STAGE_ID", "Подготовка документов"),
                        entry("CURRENCY_ID", "Euro"),
                        entry("CATEGORY_ID", "Общая"),
                        entry("SOURCE_ID", "CALLBACK"),
                        entry("ASSIGNED_BY_ID", "Пётр Петров"),
                        entry("CREATED_BY_ID", "Пётр Петров"),
                        entry("MODIFY_BY_ID", "Пётр Петров"),
                        entry("MOVED_BY_ID", "Пётр Петров"),
                        entry("LAST_ACTIVITY_BY", "Пётр Петров"));
        assertThat(deal.link()).isEqualTo(PORTAL + "/crm/deal/details/759/");
        assertThat(deal.related().keySet()).containsExactlyInAnyOrder("contact", "company");
        assertThat((Map<?, ?>) deal.related().get("contact")).extracting("NAME").isEqualTo("Иван");
        assertThat(portal.arguments("crm.contact.get").get("id").asText()).isEqualTo("84");
        assertThat(portal.arguments("crm.company.get").get("id").asText()).isEqualTo("9");
    }

    @Test
    void user_fields_get_the_texts_of_their_items_and_the_names_of_people() {
        portal.result(
                "crm.deal.get",
                "{\"ID\":\"5\",\"UF_CRM_1721244482251\":\"47\",\"UF_CRM_1721244482252\":[53,51,99],"
                        + "\"UF_CRM_1721244482253\":[1,3],\"UF_CRM_1721244482250\":\"47\"}");

        assertThat(read("crm-deal-update.webhook", Wish.NAMES).names())
                .containsOnly(
                        entry("UF_CRM_1721244482251", "Курьер"),
                        entry("UF_CRM_1721244482252", "Юг, Север, 99"),
                        entry("UF_CRM_1721244482253", "Пётр Петров, Иван Иванов"));
    }

    @Test
    void fields_that_hold_nothing_get_no_name() {
        portal.result(
                "crm.deal.get",
                "{\"ID\":\"5\",\"STAGE_ID\":null,\"SOURCE_ID\":\"\",\"ASSIGNED_BY_ID\":\"0\","
                        + "\"UF_CRM_1721244482252\":false,\"CATEGORY_ID\":\"0\"}");

        assertThat(read("crm-deal-update.webhook", Wish.NAMES).names()).containsOnly(entry("CATEGORY_ID", "Общая"));
    }

    @Test
    void stages_of_other_funnels_come_from_their_own_list() {
        portal.result("crm.deal.get", "{\"ID\":\"5\",\"STAGE_ID\":\"C3:WON\"}")
                .on(
                        "crm.status.list",
                        call -> RecordedPortal.json(
                                200,
                                "{\"result\":[{\"STATUS_ID\":\"C3:WON\",\"NAME\":\"Won in "
                                        + call.at("/filter/ENTITY_ID").asText() + "\"}]}"));

        assertThat(read("crm-deal-update.webhook", Wish.NAMES).names())
                .containsEntry("STAGE_ID", "Won in DEAL_STAGE_3");
    }

    @Test
    void names_cost_nothing_the_second_time() {
        read("crm-deal-update.webhook", Wish.NAMES);
        int first = portal.methods().size();

        read("crm-deal-update.webhook", Wish.NAMES);

        assertThat(portal.methods().subList(first, portal.methods().size())).containsExactly("crm.deal.get");
    }

    @Test
    void without_names_only_the_entity_is_read_and_the_link_is_there_all_the_same() {
        Bitrix24Event deal = read("crm-deal-update.webhook", NOTHING_ELSE);

        assertThat(portal.methods()).containsExactly("crm.deal.get");
        assertThat(deal.names()).isEmpty();
        assertThat(deal.link()).endsWith("/crm/deal/details/759/");
    }

    @Test
    void the_description_of_the_fields_travels_with_the_read_itself() {
        portal.hold();

        CompletableFuture<Bitrix24Event> reading = start("crm-deal-update.webhook", Wish.NAMES);
        // the first call leaves at once, the second gathers with what may follow
        clock.advance(Duration.ofSeconds(1));

        assertThat(portal.methods()).containsExactlyInAnyOrder("crm.deal.get", "crm.deal.fields");
        portal.release();
        assertThat(reading.join().names()).isNotEmpty();
    }

    @Test
    void a_lead_gets_names_also_where_the_portal_describes_no_fields() {
        portal.on(
                "crm.status.list",
                call -> RecordedPortal.json(
                        200,
                        "{\"result\":[{\"STATUS_ID\":\"IN_PROCESS\",\"NAME\":\""
                                + call.at("/filter/ENTITY_ID").asText() + "\"}]}"));

        Bitrix24Event lead = read("crm-lead-add.webhook", Wish.NAMES);

        assertThat(lead.names())
                .containsEntry("STATUS_ID", "STATUS")
                .containsEntry("SOURCE_ID", "1")
                .containsEntry("ASSIGNED_BY_ID", "Пётр Петров");
        assertThat(lead.link()).isEqualTo(PORTAL + "/crm/lead/details/1000983/");
        assertThat(reader.troubles()).containsOnlyKeys("crm.lead.fields");
    }

    @Test
    void a_contact_a_company_and_a_quote_have_their_cards() {
        Bitrix24Event contact = read("crm-contact-add.webhook", Wish.of(true, "company"));
        Bitrix24Event company = read("crm-company-add.webhook", Wish.NAMES);
        Bitrix24Event quote = read("crm-quote-add.webhook", Wish.of(false, "contact,company"));

        assertThat(contact.names())
                .containsEntry("CREATED_BY_ID", "Пётр Петров")
                .containsEntry("TYPE_ID", "PARTNER");
        assertThat(contact.link()).matches(PORTAL + "/crm/contact/details/\\d+/");
        assertThat((Map<?, ?>) contact.related().get("company"))
                .extracting("TITLE")
                .isEqualTo("Пример ООО");
        assertThat(company.names()).containsKeys("COMPANY_TYPE", "INDUSTRY", "ASSIGNED_BY_ID");
        assertThat(company.link()).matches(PORTAL + "/crm/company/details/\\d+/");
        assertThat(quote.link()).matches(PORTAL + "/crm/type/7/details/\\d+/");
        assertThat(quote.related()).containsEntry("contact", Map.of());
        assertThat(present(quote)).containsExactly("company");
    }

    @Test
    void an_item_of_a_smart_process_says_what_process_it_is_of() {
        portal.recorded("crm.item.get", "crm.item.get.dynamic.success")
                .result("crm.type.list", "{\"types\":[{\"id\":12,\"title\":\"Заявки\",\"entityTypeId\":1220}]}")
                .on(
                        "crm.status.list",
                        call -> RecordedPortal.json(
                                200,
                                "{\"result\":[{\"STATUS_ID\":\"DT1220_26:NEW\",\"NAME\":\""
                                        + call.at("/filter/ENTITY_ID").asText() + "\"}]}"));

        Bitrix24Event item = read("crm-dynamic-item-add.webhook", Wish.NAMES);

        assertThat(item.names())
                .containsEntry("entityTypeId", "Заявки")
                .containsEntry("stageId", "DYNAMIC_1220_STAGE_26")
                .containsEntry("assignedById", "Пётр Петров")
                .containsEntry("createdBy", "Пётр Петров")
                .containsEntry("categoryId", "26");
        assertThat(item.link()).isEqualTo(PORTAL + "/crm/type/1220/details/22/");
        assertThat(portal.arguments("crm.item.fields").get("entityTypeId").asText())
                .isEqualTo("1220");
        assertThat(portal.arguments("crm.category.list").get("entityTypeId").asText())
                .isEqualTo("1220");
    }

    @Test
    void the_stages_of_invoices_have_lists_of_their_own() {
        portal.result(
                        "crm.item.get",
                        "{\"item\":{\"id\":17,\"entityTypeId\":31,\"stageId\":\"DT31_5:P\",\"contactId\":84}}")
                .on(
                        "crm.status.list",
                        call -> RecordedPortal.json(
                                200,
                                "{\"result\":[{\"STATUS_ID\":\"DT31_5:P\",\"NAME\":\""
                                        + call.at("/filter/ENTITY_ID").asText() + "\"}]}"));

        Bitrix24Event invoice = read("crm-smart-invoice-update.webhook", Wish.of(true, "contact,company"));

        assertThat(invoice.names()).containsOnly(entry("stageId", "SMART_INVOICE_STAGE_5"));
        assertThat(invoice.link()).isEqualTo(PORTAL + "/crm/type/31/details/17/");
        assertThat(present(invoice)).containsExactly("contact");
    }

    @Test
    void a_rule_reads_its_deal_in_the_names_of_the_newer_method() {
        portal.result("crm.item.get", "{\"item\":{\"id\":123,\"stageId\":\"PREPARATION\",\"assignedById\":1}}")
                .recorded("crm.item.fields", "crm.item.fields.success");

        Bitrix24Event deal = read("bizproc-robot-deal.robot", Wish.NAMES);

        assertThat(deal.names())
                .containsOnly(entry("stageId", "Подготовка документов"), entry("assignedById", "Пётр Петров"));
        assertThat(deal.link()).isEqualTo(PORTAL + "/crm/deal/details/123/");
    }

    @Test
    void an_activity_leads_to_its_owner() {
        Bitrix24Event activity = read("crm-activity-add.webhook", Wish.of(true, "contact,company"));

        assertThat(activity.names()).containsOnlyKeys("RESPONSIBLE_ID", "AUTHOR_ID", "EDITOR_ID");
        assertThat(activity.link()).isEqualTo(PORTAL + "/crm/contact/details/15/");
        assertThat(present(activity)).containsExactly("contact");
        assertThat(portal.arguments("crm.contact.get").get("id").asText()).isEqualTo("15");
    }

    @Test
    void a_task_names_two_people_itself_so_that_nobody_is_asked() {
        Bitrix24Event task = read("task-add.webhook", Wish.NAMES);

        assertThat(task.names()).containsOnly(entry("createdBy", "Мария Иванова"), entry("responsibleId", "Мария"));
        assertThat(portal.methods()).containsExactly("tasks.task.get");
        assertThat(task.link()).isEqualTo(PORTAL + "/company/personal/user/547/tasks/task/view/123/");
    }

    @Test
    void a_comment_of_the_old_card_is_read_by_its_id() {
        Bitrix24Event comment = read("task-comment-add.webhook", Wish.NAMES);

        assertThat(comment.fields()).containsEntry("POST_MESSAGE", "Text of the new comment for the task");
        assertThat(portal.arguments("task.commentitem.get").toString())
                .isEqualTo("{\"TASKID\":\"555\",\"ITEMID\":\"123\"}");
        assertThat(comment.names()).containsOnlyKeys("AUTHOR_ID");
        assertThat(comment.link()).isEqualTo(PORTAL + "/company/personal/user/0/tasks/task/view/555/");
    }

    @Test
    void a_comment_of_the_new_card_is_a_message_of_the_tasks_chat() {
        portal.recorded("tasks.task.get", "tasks.task.get.chat")
                .result(
                        "im.dialog.messages.get",
                        "{\"chat_id\":2537,\"messages\":[{\"id\":1460,\"text\":\"later\"},"
                                + "{\"id\":1458,\"text\":\"Готово\",\"author_id\":1}]}");

        Bitrix24Event comment = read("task-comment-add-new-card.webhook", Wish.NAMES);

        assertThat(comment.fields()).containsEntry("text", "Готово");
        assertThat(comment.names()).containsOnly(entry("author_id", "Пётр Петров"));
        assertThat(comment.link()).endsWith("/tasks/task/view/555/");
        assertThat(portal.arguments("tasks.task.get").get("taskId").asText()).isEqualTo("555");
        assertThat(portal.arguments("im.dialog.messages.get").get("DIALOG_ID").asText())
                .isEqualTo("chat2537");
        assertThat(portal.arguments("im.dialog.messages.get").get("FIRST_ID").asLong())
                .isEqualTo(1457);
    }

    @Test
    void a_message_that_was_deleted_and_a_task_that_was_deleted_are_gone() {
        portal.recorded("tasks.task.get", "tasks.task.get.chat");
        Bitrix24Event message = read("task-comment-add-new-card.webhook", Wish.NAMES);
        portal.recorded("tasks.task.get", "tasks.task.get.missing");
        Bitrix24Event task = read("task-comment-add-new-card.webhook", Wish.NAMES);

        assertThat(message.gone()).isTrue();
        assertThat(task.gone()).isTrue();
    }

    @Test
    void a_comment_of_a_task_without_a_chat_is_out_of_reach_and_says_so() {
        Throwable failure = failure("task-comment-add-new-card.webhook", Wish.NAMES);

        assertThat(failure).isInstanceOf(WillNotHeal.class).hasMessageContaining("no chat of task 555");
    }

    @Test
    void a_call_is_looked_for_by_its_own_id_and_leads_to_the_caller() {
        portal.result(
                "voximplant.statistic.get",
                "[{\"CALL_ID\":\"x\",\"PORTAL_USER_ID\":\"1\",\"CRM_ENTITY_TYPE\":\"CONTACT\",\"CRM_ENTITY_ID\":\"275\"}]");

        Bitrix24Event call = read("voximplant-call-end.webhook", Wish.of(true, "contact"));

        assertThat(portal.arguments("voximplant.statistic.get").toString())
                .isEqualTo("{\"FILTER\":{\"CALL_ID\":\"externalCall.7b0c7de811455ef32b18dc5917e4306a.1773239327\"}}");
        assertThat(call.names()).containsOnly(entry("PORTAL_USER_ID", "Пётр Петров"));
        assertThat(call.link()).isEqualTo(PORTAL + "/crm/contact/details/275/");
        assertThat(call.related()).containsOnlyKeys("contact");
    }

    @Test
    void a_call_that_ended_a_moment_ago_is_asked_for_again_and_is_gone_only_after_two_minutes() {
        portal.recorded("voximplant.statistic.get", "voximplant.statistic.get.not-yet");
        Bitrix24Event event = event("voximplant-call-end.webhook");
        Instant heard = clock.instant();

        assertThat(failure(event)).isInstanceOfSatisfying(RetryLater.class, later -> assertThat(later.at())
                .isEqualTo(heard.plusSeconds(5)));
        clock.advance(Duration.ofSeconds(60));
        assertThat(failure(event)).isInstanceOfSatisfying(RetryLater.class, later -> assertThat(later.at())
                .isEqualTo(heard.plusSeconds(90)));
        clock.advance(Duration.ofSeconds(60));
        assertThat(reader.read(event, Wish.NAMES).toCompletableFuture().join().gone())
                .isTrue();
    }

    @Test
    void a_person_a_calendar_entry_and_both_shapes_of_a_timeline_comment_are_read() {
        Bitrix24Event person = read("user-add.app", Wish.NAMES);
        Bitrix24Event entry = read("calendar-entry-add.webhook", Wish.NAMES);
        Bitrix24Event comment = read("crm-timeline-comment-add.webhook", Wish.NAMES);
        Bitrix24Event nested = read("crm-timeline-comment-add-fields.webhook", Wish.NAMES);

        assertThat(person.fields()).containsEntry("NAME", "Пётр");
        assertThat(person.names()).isEmpty();
        assertThat(person.link()).isEqualTo(PORTAL + "/company/personal/user/123/");
        assertThat(entry.names()).containsOnlyKeys("CREATED_BY", "MEETING_HOST");
        assertThat(entry.link()).isEqualTo(PORTAL + "/company/personal/user/1/calendar/?EVENT_ID=1414");
        assertThat(comment.names()).containsOnly(entry("AUTHOR_ID", "Пётр Петров"));
        assertThat(comment.link()).isEqualTo(PORTAL + "/crm/deal/details/2/");
        assertThat(nested.reading()).isEqualTo(comment.reading());
    }

    @Test
    void what_is_gone_has_neither_names_nor_link() {
        portal.recorded("crm.deal.get", "crm.deal.get.not-found");

        Bitrix24Event deal = read("crm-deal-update.webhook", Wish.of(true, "contact"));

        assertThat(deal.gone()).isTrue();
        assertThat(deal.names()).isEmpty();
        assertThat(deal.link()).isEmpty();
        assertThat(deal.related()).isEqualTo(Map.of("contact", Map.of()));
    }

    @Test
    void a_deleted_entity_is_not_asked_for() {
        assertThat(read("crm-deal-delete.webhook", Wish.NAMES).gone()).isTrue();
        assertThat(portal.methods()).isEmpty();
    }

    @Test
    void ids_stand_for_themselves_when_the_webhook_may_not_ask_for_names() {
        portal.recorded("user.get", "error.insufficient_scope").recorded("crm.status.list", "error.insufficient_scope");

        Bitrix24Event deal = read("crm-deal-update.webhook", Wish.NAMES);
        read("crm-contact-add.webhook", Wish.NAMES);

        assertThat(deal.names())
                .containsEntry("ASSIGNED_BY_ID", "1")
                .containsEntry("STAGE_ID", "PREPARATION")
                .containsEntry("CURRENCY_ID", "Euro");
        assertThat(reader.troubles()).containsKeys("user.get", "crm.status.list");
        assertThat(reader.troubles().get("user.get")).contains("insufficient_scope");
        // another person is not asked for either: the method rests
        assertThat(portal.count("user.get")).isEqualTo(1);
    }

    @Test
    void a_related_entity_that_is_gone_is_left_out_and_one_that_cannot_be_read_now_fails_the_read() {
        portal.recorded("crm.contact.get", "crm.contact.get.not-found");
        assertThat(present(read("crm-deal-update.webhook", Wish.of(false, "contact,company"))))
                .containsExactly("company");

        portal.recorded("crm.company.get", "error.INTERNAL_SERVER_ERROR");
        assertThat(failure("crm-deal-update.webhook", Wish.of(false, "contact,company")))
                .isInstanceOfSatisfying(RestException.class, rest -> assertThat(rest.errorClass())
                        .isEqualTo(RestErrorClass.TEMPORARY));

        portal.recorded("crm.company.get", "crm.deal.get.access-denied");
        assertThat(present(read("crm-deal-update.webhook", Wish.of(false, "company"))))
                .isEmpty();
    }

    @Test
    void a_portal_without_an_address_gives_no_links() {
        PortalReader nowhere = new PortalReader("main", rest, Optional.empty(), catalogue, clock);

        assertThat(nowhere.read(event("crm-deal-update.webhook"), Wish.NAMES)
                        .toCompletableFuture()
                        .join()
                        .link())
                .isEmpty();
    }

    @Test
    void an_id_that_is_no_number_gets_into_no_address() {
        Bitrix24Event event = event("ONCRMDEALUPDATE", Map.of("FIELDS", Map.of("ID", "1/../../evil?x=")));

        assertThat(reader.read(event, NOTHING_ELSE).toCompletableFuture().join().link())
                .isEmpty();
    }

    @Test
    void every_call_that_a_reading_takes_is_told_and_what_is_in_memory_is_not() {
        portal.recorded("crm.contact.get", "crm.contact.get.not-found");

        assertThat(made("crm-deal-update.webhook", Wish.of(true, "contact")))
                .hasToString("crm.deal.get; crm.deal.fields; crm.status.list x3; crm.currency.list; user.get;"
                        + " crm.category.list; crm.contact.get failed");
        assertThat(made("crm-deal-update.webhook", Wish.of(true, "company")))
                .hasToString("crm.deal.get; crm.company.get");
    }

    @Test
    void both_calls_that_a_message_takes_are_told_and_those_of_a_deletion_none() {
        portal.result("tasks.task.get", "{\"task\":{\"id\":\"1\",\"chatId\":\"7\"}}");

        assertThat(made("task-comment-add-new-card.webhook", NOTHING_ELSE).toString())
                .startsWith("tasks.task.get; im.dialog.messages.get");
        assertThat(made("crm-deal-delete.webhook", Wish.NAMES)).hasToString("");
    }

    private MadeCalls made(String payload, Wish wish) {
        MadeCalls made = new MadeCalls();
        reader.read(event(payload), wish, ReadTerms.LIVE, made)
                .toCompletableFuture()
                .join();
        return made;
    }

    @Test
    void an_event_that_names_nothing_to_read_comes_back_as_it_is() {
        Bitrix24Event event = event("ONSOMETHINGNEW", Map.of("FIELDS", Map.of("ID", "1")));

        assertThat(reader.read(event, Wish.NAMES).toCompletableFuture().join()).isSameAs(event);
    }

    @Test
    void a_wish_for_something_unknown_is_refused_with_what_is_known() {
        assertThat(catchThrowable(() -> Wish.of(true, "contact,product")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"product\"")
                .hasMessageContaining("contact,company");
        assertThat(Wish.of(true, "").related()).isEmpty();
    }

    private static List<String> present(Bitrix24Event event) {
        return event.related().entrySet().stream()
                .filter(entity -> !Map.of().equals(entity.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private Bitrix24Event read(String payload, Wish wish) {
        return start(payload, wish).join();
    }

    private CompletableFuture<Bitrix24Event> start(String payload, Wish wish) {
        return reader.read(event(payload), wish).toCompletableFuture();
    }

    private Throwable failure(String payload, Wish wish) {
        return cause(catchThrowable(() -> start(payload, wish).join()));
    }

    private Throwable failure(Bitrix24Event event) {
        return cause(catchThrowable(
                () -> reader.read(event, Wish.NAMES).toCompletableFuture().join()));
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    private Bitrix24Event event(String payload) {
        try {
            Map<String, Object> file = new ObjectMapper()
                    .readValue(PAYLOADS.resolve(payload + ".json").toFile(), new TypeReference<>() {});
            Map<?, ?> call = (Map<?, ?>) file.get("decoded");
            return call.get("event") == null
                    ? event("ROBOT", Map.of("document_id", List.copyOf((List<?>) call.get("document_id"))))
                    : event((String) call.get("event"), call.get("data"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Bitrix24Event event(String type, Object data) {
        return new Bitrix24Event(
                "01",
                "main",
                type,
                catalogue.entityOf(type, data),
                "",
                clock.instant(),
                clock.instant(),
                Origin.WEBHOOK,
                data);
    }
}

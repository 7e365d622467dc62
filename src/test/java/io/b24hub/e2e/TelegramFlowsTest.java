package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.HubRig;
import io.b24hub.emulator.Fault;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.PortalRecords;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.DeliveryState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The project's flows to Telegram that events run, word for word. */
@Timeout(120)
class TelegramFlowsTest {

    private static final String NASTY = "<b>R&D</b> \"{{ 7*7 }}\"";
    private static final String NASTY_SHOWN = "&lt;b&gt;R&amp;D&lt;/b&gt; &quot;{{ 7*7 }}&quot;";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final DateTimeFormatter ENGLISH = DateTimeFormatter.ofPattern("MMM d, yyyy, h:mm a", Locale.ENGLISH);

    @TempDir
    private Path home;

    private HubRig rig;

    @BeforeEach
    void prepare() {
        rig = new HubRig(home).set("hub.portal.main.time-zone", "UTC");
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void a_new_lead_is_told_of_once() {
        rig.start();
        rig.far().telegram().faults().add(Fault.status(502));
        long lead = records().add(Kind.LEAD, lead(NASTY));

        rig.delivery(rig.event("ONCRMLEADADD", "lead:" + lead), "new-lead-to-telegram", DeliveryState.DELIVERED);
        records().update(Kind.LEAD, lead, Map.of("STATUS_ID", "IN_PROCESS"));
        rig.event("ONCRMLEADUPDATE", "lead:" + lead);
        rig.settle();

        assertThat(messages(HubRig.LEADS_CHAT))
                .containsExactly("<b>New lead:</b> " + link("/crm/lead/details/" + lead + "/", NASTY_SHOWN)
                        + "\nАнна Ким\nPhone: +7 906 123-45-67\nAmount: RUB\u00a050,000.00\nSource: Веб-сайт"
                        + "\nResponsible: Мария Иванова");
    }

    @Test
    void a_lead_that_is_deleted_before_it_is_read_is_not_told_of() {
        long lead = records().add(Kind.LEAD, lead("Недолго"));
        records().delete(Kind.LEAD, lead);
        rig.start();

        rig.far().portal().webhook().send("ONCRMLEADADD", Map.of("FIELDS", Map.of("ID", lead)));

        rig.delivery(rig.event("ONCRMLEADADD", "lead:" + lead), "new-lead-to-telegram", DeliveryState.FILTERED);
        assertThat(messages(HubRig.LEADS_CHAT)).isEmpty();
    }

    @Test
    void an_import_of_leads_is_a_few_messages_with_every_lead_once() {
        int leads = 200;
        rig.set("hub.telegram.chat-rate", "1/s")
                .set("hub.telegram.group-rate", "20/m")
                .set("hub.telegram.bot-rate", "30/s")
                .start();
        rig.far().telegram().enforceLimits(true);

        IntStream.range(0, leads).forEach(i -> records().add(Kind.LEAD, lead("Lead-" + i)));
        await().atMost(Duration.ofSeconds(60)).until(() -> titles().size() >= leads);
        rig.settle();

        assertThat(titles())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, leads).mapToObj(i -> "Lead-" + i).toList());
        assertThat(messages(HubRig.LEADS_CHAT))
                .hasSizeLessThan(20)
                .anyMatch(text -> text.startsWith("<b>40 new leads</b>, "))
                .first()
                .asString()
                .startsWith("<b>New lead:</b> ");
    }

    private List<String> titles() {
        Pattern title = Pattern.compile("Lead-\\d+");
        return messages(HubRig.LEADS_CHAT).stream()
                .flatMap(text -> title.matcher(text).results().map(MatchResult::group))
                .toList();
    }

    @Test
    void a_won_deal_is_told_of_in_russian_with_money_client_and_person_and_only_once() {
        rig.set("hub.portal.main.locale", "ru").start();
        Map<String, Object> company = records().find(Kind.COMPANY, 1).orElseThrow();
        long deal = records()
                .add(
                        Kind.DEAL,
                        Map.of(
                                "TITLE",
                                NASTY,
                                "OPPORTUNITY",
                                "1234500",
                                "ASSIGNED_BY_ID",
                                "2",
                                "COMPANY_ID",
                                "1",
                                "STAGE_ID",
                                "EXECUTING"));
        rig.event("ONCRMDEALADD", "deal:" + deal);

        change(deal, Map.of("STAGE_ID", "WON"), "deal-won-to-telegram", DeliveryState.DELIVERED);
        change(deal, Map.of("COMMENTS", "thanks"), "deal-won-to-telegram", DeliveryState.FILTERED);

        assertThat(messages(HubRig.SALES_CHAT))
                .containsExactly("🏆 <b>Сделка выиграна:</b> " + link("/crm/deal/details/" + deal + "/", NASTY_SHOWN)
                        + "\nСумма: <b>1\u00a0234\u00a0500,00\u00a0₽</b>\nКлиент: " + company.get("TITLE")
                        + "\nОтветственный: Мария Иванова");
    }

    @Test
    void a_deal_that_moves_on_is_one_message_that_changes() {
        rig.start();
        long deal = records().add(Kind.DEAL, Map.of("TITLE", NASTY, "OPPORTUNITY", "1500", "ASSIGNED_BY_ID", "2"));
        rig.delivery(rig.event("ONCRMDEALADD", "deal:" + deal), "deal-stage-to-telegram", DeliveryState.DELIVERED);
        assertThat(messages(HubRig.STAGES_CHAT)).singleElement().asString().contains("Stage: <b>Новая</b>");

        for (String stage : List.of("PREPARATION", "PREPAYMENT_INVOICE", "EXECUTING")) {
            change(deal, Map.of("STAGE_ID", stage), "deal-stage-to-telegram", DeliveryState.DELIVERED);
        }
        change(deal, Map.of("COMMENTS", "nothing of interest"), "deal-stage-to-telegram", DeliveryState.FILTERED);

        Instant moved = rig.events("ONCRMDEALUPDATE", "deal:" + deal).get(1).occurredAt();
        assertThat(messages(HubRig.STAGES_CHAT))
                .containsExactly("<b>" + link("/crm/deal/details/" + deal + "/", NASTY_SHOWN)
                        + "</b>\nStage: <b>В работе</b>\nAmount: RUB\u00a01,500.00\nResponsible: Мария Иванова\n<i>"
                        + english(moved) + "</i>");
        assertThat(rig.far().telegram().received())
                .filteredOn(call -> call.path().endsWith("editMessageText"))
                .hasSize(3);
    }

    @Test
    void a_missed_call_is_told_of_with_the_callers_card_and_other_calls_are_not() {
        rig.start();
        Map<String, Object> caller = records().find(Kind.CONTACT, 3).orElseThrow();
        call("+79061234560", "2", "200");
        call("+79061234561", "1", "304");
        long missed = call("+79061234567", "2", "304");

        await().atMost(PATIENCE)
                .until(() -> rig.ends().stream()
                                .filter("missed-call-to-telegram filtered"::equals)
                                .count()
                        == 2);
        await().atMost(PATIENCE).until(() -> !messages(HubRig.CALLS_CHAT).isEmpty());
        rig.settle();

        String start =
                String.valueOf(records().find(Kind.CALL, missed).orElseThrow().get("CALL_START_DATE"));
        assertThat(messages(HubRig.CALLS_CHAT))
                .containsExactly("📞 <b>Missed call:</b> +7 906 123-45-67, "
                        + english(OffsetDateTime.parse(start).toInstant()) + "\nFrom: "
                        + link("/crm/contact/details/3/", caller.get("NAME") + " " + caller.get("LAST_NAME"))
                        + "\nFor: Мария Иванова");
    }

    private long call(String phone, String type, String code) {
        Map<String, String> call = new LinkedHashMap<>();
        call.put("CALL_ID", "call" + phone);
        call.put("PHONE_NUMBER", phone);
        call.put("CALL_TYPE", type);
        call.put("CALL_FAILED_CODE", code);
        call.put("CRM_ENTITY_TYPE", "CONTACT");
        call.put("CRM_ENTITY_ID", "3");
        call.put("PORTAL_USER_ID", "2");
        return records().add(Kind.CALL, call);
    }

    @Test
    void a_task_is_told_of_when_it_comes_and_when_status_deadline_or_person_change() {
        rig.start();
        long task = records().add(Kind.TASK, Map.of("TITLE", NASTY, "RESPONSIBLE_ID", "2"));
        rig.delivery(rig.event("ONTASKADD", "task:" + task), "tasks-to-telegram", DeliveryState.DELIVERED);

        changeTask(task, Map.of("DESCRIPTION", "more words"), DeliveryState.FILTERED);
        changeTask(task, Map.of("STATUS", "3"), DeliveryState.DELIVERED);
        changeTask(task, Map.of("DEADLINE", "2099-03-11T19:00:00+03:00"), DeliveryState.DELIVERED);
        changeTask(task, Map.of("RESPONSIBLE_ID", "4"), DeliveryState.DELIVERED);

        String maria = link("/company/personal/user/2/tasks/task/view/" + task + "/", NASTY_SHOWN);
        String emma = link("/company/personal/user/4/tasks/task/view/" + task + "/", NASTY_SHOWN);
        assertThat(messages(HubRig.TASKS_CHAT))
                .containsExactly(
                        "<b>New task:</b> " + maria
                                + "\nStatus: waiting\nResponsible: Мария Иванова\nCreated by: Пётр Петров",
                        "<b>Task changed:</b> " + maria
                                + "\nStatus: in progress\nResponsible: Мария Иванова\nCreated by: Пётр Петров",
                        "<b>Task changed:</b> " + maria
                                + "\nStatus: in progress\nDeadline: Mar 11, 2099, 4:00 PM\nResponsible: Мария Иванова"
                                + "\nCreated by: Пётр Петров",
                        "<b>Task changed:</b> " + emma
                                + "\nStatus: in progress\nDeadline: Mar 11, 2099, 4:00 PM\nResponsible: Emma Brown"
                                + "\nCreated by: Пётр Петров");
    }

    private void changeTask(long task, Map<String, String> fields, DeliveryState expected) {
        int before = rig.events("ONTASKUPDATE", "task:" + task).size();
        records().update(Kind.TASK, task, fields);
        awaitEnd("ONTASKUPDATE", "task:" + task, before, "tasks-to-telegram", expected);
    }

    private void change(long deal, Map<String, String> fields, String flow, DeliveryState expected) {
        int before = rig.events("ONCRMDEALUPDATE", "deal:" + deal).size();
        records().update(Kind.DEAL, deal, fields);
        awaitEnd("ONCRMDEALUPDATE", "deal:" + deal, before, flow, expected);
    }

    private void awaitEnd(String type, String entity, int before, String flow, DeliveryState expected) {
        Bitrix24Event event = await().atMost(PATIENCE)
                .until(() -> rig.events(type, entity), events -> events.size() > before)
                .get(0);
        rig.delivery(event, flow, expected);
    }

    private static Map<String, Object> lead(String title) {
        return Map.of(
                "TITLE",
                title,
                "NAME",
                "Анна",
                "LAST_NAME",
                "Ким",
                "PHONE",
                List.of(Map.of("ID", "1", "VALUE_TYPE", "WORK", "VALUE", "+79061234567", "TYPE_ID", "PHONE")),
                "OPPORTUNITY",
                "50000",
                "ASSIGNED_BY_ID",
                "2");
    }

    private PortalRecords records() {
        return rig.far().portal().records();
    }

    private List<String> messages(long chat) {
        return rig.far().telegram().messages(chat);
    }

    private String link(String path, String text) {
        return "<a href=\"" + rig.far().portal().baseUri() + path + "\">" + text + "</a>";
    }

    private static String english(Instant at) {
        return ENGLISH.format(at.atOffset(ZoneOffset.UTC));
    }
}

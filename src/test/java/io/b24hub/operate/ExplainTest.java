package io.b24hub.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.Claim;
import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryControl.Change;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.FlowRecord;
import io.b24hub.store.Hold;
import io.b24hub.store.Lane;
import io.b24hub.store.Merging;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ExplainTest {

    private static final String FLOW = "deal-won";

    @TempDir
    private Path folder;

    private Desk desk;
    private Explain explain;

    @BeforeEach
    void open() {
        desk = new Desk(folder, FLOW);
        explain = new Explain(desk.store, () -> desk.running, desk.clock);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void tells_how_it_came_and_what_each_attempt_did() {
        desk.event("e1", "ONCRMDEALADD", "662", FLOW);
        desk.fail(desk.claim(FLOW, 1).get(0), Duration.ofMinutes(5), "The sheet answers 503.");

        String text = explain.event("e1").text();

        assertThat(text)
                .contains(
                        "Event e1: ONCRMDEALADD of deal 662 on main",
                        "received  2026-03-01T09:00:00Z, 2000 ms after it happened",
                        "webhook, webhook number 17",
                        "by the application token",
                        "Flow deal-won wanted it: it takes *",
                        "delivery 1 is due, failed attempts: 1",
                        "took 34 ms: failed, answer 503, The sheet answers 503.",
                        "- bitrix24:read 34 ms (crm.deal.get in a batch of 12)",
                        "- filter only-won: yes",
                        "they said: {\"error\":\"busy\"}",
                        "Next attempt at 2026-03-01T09:05:00Z, in 5 min.");
    }

    @Test
    void says_why_a_flow_did_not_take_it() {
        desk.store
                .saveFlows(List.of(
                        new FlowRecord("of-leads", Optional.empty(), "ONCRMLEAD*", "a", Desk.RECEIVED),
                        new FlowRecord("of-shop", Optional.of("shop"), "*", "b", Desk.RECEIVED),
                        new FlowRecord("new", Optional.empty(), "*", "c", Desk.RECEIVED.plusSeconds(9)),
                        new FlowRecord("was-off", Optional.empty(), "*", "d", Desk.RECEIVED)))
                .join();
        desk.event("e1", "ONCRMDEALADD", "662", FLOW);

        assertThat(explain.event("e1").flows())
                .filteredOn(flow -> !flow.wanted())
                .extracting(flow -> flow.id() + ": " + flow.why())
                .satisfiesExactly(
                        isNew -> assertThat(isNew).startsWith("new: it did not exist yet"),
                        ofLeads -> assertThat(ofLeads).isEqualTo("of-leads: it takes ONCRMLEAD* only"),
                        ofShop -> assertThat(ofShop).isEqualTo("of-shop: it listens to portal shop only"),
                        wasOff -> assertThat(wasOff).startsWith("was-off: it would take it now"));
    }

    @Test
    void says_which_delivery_it_waits_behind() {
        desk.event("e1", "ONCRMDEALADD", "662", FLOW);
        desk.event("e2", "ONCRMDEALDELETE", "662", FLOW);
        desk.event("other", "ONCRMDEALDELETE", "7", FLOW);

        Story.DeliveryPart part = only(explain.event("e2"));

        assertThat(part.waitsBehind()).hasValue(1);
        assertThat(part.next()).isEqualTo("It waits until delivery 1 of the same entity has ended.");
        assertThat(only(explain.event("other")).waitsBehind()).isEmpty();
    }

    @Test
    void says_who_carries_whom() {
        desk.event("e1", "ONCRMDEALUPDATE", "662", FLOW);
        desk.event("e2", "ONCRMDEALUPDATE", "662", FLOW);
        Delivery carrier = desk.claim(FLOW, 1).get(0);

        assertThat(only(explain.event("e1")).next()).contains("delivery " + carrier.id() + " of the same entity");
        assertThat(only(explain.event("e2")).carries()).containsExactly(1L);
        assertThat(only(explain.event("e2")).next()).isEqualTo("It runs now.");
    }

    @Test
    void says_who_paused_what_and_which_breaker_is_open() {
        desk.event("e1", "ONCRMDEALADD", "662", FLOW);
        desk.running.put(
                FLOW,
                new FlowNow(
                        Set.of("telegram:-100"),
                        1,
                        Optional.empty(),
                        Optional.empty(),
                        List.of("breaker of telegram:-100 is open until 2026-03-01T09:01:00Z")));
        Operations operations = new Operations(desk.store, desk.engine(), desk.clock);
        operations
                .pause(Hold.Kind.FLOW, FLOW, Optional.empty(), "too loud", Actor.http("ivan"))
                .join();
        operations
                .pause(
                        Hold.Kind.DESTINATION,
                        "telegram:-100",
                        Optional.of(Desk.RECEIVED.plusSeconds(60)),
                        "",
                        Actor.JMX)
                .join();
        operations.close();

        assertThat(only(explain.event("e1")).next())
                .contains(
                        "Flow deal-won is on hold since 2026-03-01T09:00:00Z, until somebody resumes it, by console ivan:"
                                + " too loud.",
                        "Destination telegram:-100 is on hold since 2026-03-01T09:00:00Z until 2026-03-01T09:01:00Z, by jmx.",
                        "Breaker of telegram:-100 is open until 2026-03-01T09:01:00Z.");
    }

    @Test
    void a_parked_one_says_what_to_do_and_a_replay_says_of_what() {
        desk.event("e1", "ONCRMDEALADD", "662", FLOW);
        Delivery delivery = desk.claim(FLOW, 1).get(0);
        desk.park(delivery, "The chat is gone. Invite the bot again.");
        String parked = explain.event("e1").text();
        desk.store
                .change(Change.REPLAY, DeliveryFilter.ALL, 0, 1, 1, "", desk.clock.instant())
                .join();
        desk.deliver(claimLate());
        desk.store
                .change(Change.REPLAY, DeliveryFilter.ALL, 0, 1, 1, "", desk.clock.instant())
                .join();

        assertThat(parked)
                .contains(
                        "because   The chat is gone. Invite the bot again.", "Mend the cause, then replay delivery 1");
        assertThat(explain.event("e1").text()).containsPattern("delivery [2-9] is due, a replay of delivery 1");
    }

    private Delivery claimLate() {
        return desk.store
                .claim(new Claim(FLOW, Lane.LATE, desk.clock.instant(), 1, desk.clock.instant(), Merging.NONE))
                .join()
                .deliveries()
                .get(0);
    }

    @Test
    void tells_the_latest_events_of_an_entity() {
        desk.event("e1", "ONCRMDEALADD", "662", FLOW);
        desk.event("e2", "ONCRMDEALDELETE", "662", FLOW);
        desk.event("other", "ONCRMDEALADD", "7", FLOW);

        assertThat(explain.entity("deal:662", Optional.of("main"), 5))
                .extracting(Story::event)
                .extracting(Bitrix24Event::id)
                .containsExactly("e2", "e1");
        assertThat(explain.entity("deal:662", Optional.empty(), 1)).hasSize(1);
        assertThatThrownBy(() -> explain.entity("deal:662", Optional.of("shop"), 5))
                .isInstanceOf(NotPossible.class)
                .hasMessageContaining("write an entity as deal:662");
    }

    @Test
    void an_event_that_is_not_there_is_said_in_words() {
        assertThatThrownBy(() -> explain.event("gone"))
                .isInstanceOf(NotPossible.class)
                .hasMessageContaining("There is no event gone");
    }

    @Test
    void is_json_too() throws Exception {
        desk.event("e1", "ONCRMDEALADD", "662", FLOW);
        desk.fail(desk.claim(FLOW, 1).get(0), Duration.ofMinutes(5), "The sheet answers 503.");

        JsonNode json = new ObjectMapper().readTree(explain.event("e1").json());

        assertThat(json.at("/event/entity/id").asText()).isEqualTo("662");
        assertThat(json.at("/delayMillis").asLong()).isEqualTo(2000);
        JsonNode delivery = json.at("/flows/0/deliveries/0");
        assertThat(delivery.at("/state").asText()).isEqualTo("due");
        assertThat(delivery.at("/attempts/0/status").asInt()).isEqualTo(503);
        assertThat(delivery.at("/attempts/0/steps").size()).isEqualTo(2);
    }

    @Test
    void says_plainly_what_is_not_known() {
        desk.event("e1", "ONCRMDEALADD", "662");
        desk.event("e2", "ONCRMDEALADD", "663", FLOW);

        assertThat(explain.event("e1").text()).contains("Not known: No delivery is kept");
        assertThat(Explain.fromStore(desk.store, desk.clock).event("e2").text())
                .contains("known to the running hub only");
    }

    @Test
    void parked_ones_are_grouped_by_flow_and_cause() {
        desk.events(4, FLOW);
        List<Delivery> claimed = desk.claim(FLOW, 4);
        desk.park(claimed.get(0), "Chat 17 is gone.");
        desk.park(claimed.get(1), "Chat 18 is gone.");
        desk.clock.advance(Duration.ofMinutes(1));
        desk.park(claimed.get(2), "The token is wrong.");
        desk.deliver(claimed.get(3));

        Parked parked = Parked.of(desk.store, DeliveryFilter.ALL);

        assertThat(parked.groups()).extracting(Parked.Group::count).containsExactly(2L, 1L);
        assertThat(parked.groups().get(0).reason()).isEqualTo("Chat 18 is gone.");
        assertThat(parked.text()).startsWith("2 of flow deal-won, from 2026-03-01T09:00:00");
        assertThat(parked.json()).contains("\"count\" : 2");
        assertThat(parked.more()).isFalse();
    }

    private static Story.DeliveryPart only(Story story) {
        return story.flows().stream()
                .flatMap(flow -> flow.deliveries().stream())
                .findFirst()
                .orElseThrow();
    }
}

package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.HubRig;
import io.b24hub.emulator.Fault;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.PortalRecords;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.Attempt;
import io.b24hub.store.DeliveryControl.Change;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Conditions on changes, written in YAML, from the portal's call to what a flow does. */
@Timeout(180)
class ChangesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CONDITIONS = """
            - route:
                id: conditions
                from:
                  uri: bitrix24:ONCRMDEALADD,ONCRMDEALUPDATE,ONCRMDEALDELETE
                  parameters: {merge: none}
                  steps:
                    - to: bitrix24:read
                    - filter:
                        simple: "${body.entered(STAGE_ID, 'C1:WON,WON')}"
                        steps:
                          - to: mock:entered
                    - filter:
                        simple: "${body.entered(STAGE_SEMANTIC_ID, 'S')}"
                        steps:
                          - to: mock:won
                    - filter:
                        simple: "${body.left(STAGE_ID, 'NEW')}"
                        steps:
                          - to: mock:left
                    - filter:
                        simple: "${body.hasChanged(TITLE)}"
                        steps:
                          - to: mock:title
                    - filter:
                        simple: "${body.changedTo(ASSIGNED_BY_ID, '2')}"
                        steps:
                          - to: mock:to
                    - filter:
                        simple: "${body.changedFromTo(STAGE_ID, 'NEW', 'PREPARATION')}"
                        steps:
                          - to: mock:from-to
                    - filter:
                        simple: "${body.nothingChanged}"
                        steps:
                          - to: mock:nothing
                    - filter:
                        simple: "${body.hasChanged(TITLE)} && ${body.nothingChanged} == false"
                        steps:
                          - to: mock:both
                    - to: mock:seen
            """;

    @TempDir
    private Path home;

    private HubRig rig;
    private PortalRecords records;

    @BeforeEach
    void prepare() {
        rig = new HubRig(home);
        records = rig.far().portal().records();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void a_deal_that_is_won_is_told_of_once_though_ten_updates_follow_and_the_hub_starts_again() {
        rig.start();
        long deal = records.add(Kind.DEAL, Map.of("TITLE", "Насос"));
        update(deal, Map.of("STAGE_ID", "PREPARATION"));
        rig.settle();
        update(deal, Map.of("STAGE_ID", "WON"));
        for (int i = 0; i < 5; i++) {
            update(deal, Map.of("TITLE", "Насос " + i));
        }
        rig.settle();
        rig.stop();
        rig.start();
        for (int i = 5; i < 10; i++) {
            update(deal, Map.of("TITLE", "Насос " + i));
            rig.settle();
        }

        assertThat(rig.far().telegram().messages(HubRig.SALES_CHAT))
                .singleElement()
                .asString()
                .matches("(?s)🏆 <b>Deal won:</b> <a href=[^>]+>Насос.*");
    }

    @Test
    void a_chat_that_fails_at_first_still_gets_the_transition_once() {
        rig.far()
                .telegram()
                .faults()
                .add(Fault.status(500).onPath("sendMessage").times(5));
        rig.without("deal-stage-to-telegram").start();
        long deal = records.add(Kind.DEAL, Map.of("TITLE", "Насос"));
        update(deal, Map.of("STAGE_ID", "PREPARATION"));
        rig.settle();
        update(deal, Map.of("STAGE_ID", "WON"));
        rig.settle();
        update(deal, Map.of("TITLE", "Клапан"));
        rig.settle();

        assertThat(rig.ends()).contains("deal-won-to-telegram retried");
        assertThat(rig.far().telegram().messages(HubRig.SALES_CHAT)).hasSize(1);
    }

    @Test
    void a_deal_won_long_before_the_hub_came_rings_no_bell_when_it_is_edited_and_one_won_just_now_does() {
        long old = records.add(Kind.DEAL, Map.of("TITLE", "alt", "STAGE_ID", "WON"));
        records.update(Kind.DEAL, old, Map.of("MOVED_TIME", "2024-08-30T14:29:00+02:00"));
        long fresh = records.add(Kind.DEAL, Map.of("TITLE", "neu"));
        rig.start();

        update(old, Map.of("TITLE", "alt, edited"));
        update(fresh, Map.of("STAGE_ID", "WON"));
        rig.settle();

        assertThat(rig.far().telegram().messages(HubRig.SALES_CHAT))
                .singleElement()
                .asString()
                .matches("(?s)🏆 <b>Deal won:</b> <a href=[^>]+>neu.*");
    }

    @Test
    void conditions_hold_for_what_they_say() {
        start(CONDITIONS);
        long deal = records.add(Kind.DEAL, Map.of("TITLE", "one"));
        assertThat(told(deal, "seen")).isEqualTo(1);
        assertThat(told(deal, "title")).isEqualTo(1);
        assertThat(told(deal, "left")).isZero();

        update(deal, Map.of("STAGE_ID", "PREPARATION"));
        assertThat(told(deal, "seen")).isEqualTo(2);
        assertThat(told(deal, "left")).isEqualTo(1);
        assertThat(told(deal, "from-to")).isEqualTo(1);
        assertThat(told(deal, "title")).isEqualTo(1);

        update(deal, Map.of("ASSIGNED_BY_ID", "2", "TITLE", "two"));
        assertThat(told(deal, "seen")).isEqualTo(3);
        assertThat(told(deal, "to")).isEqualTo(1);
        assertThat(told(deal, "title")).isEqualTo(2);
        assertThat(told(deal, "both")).isEqualTo(2);
        assertThat(told(deal, "nothing")).isZero();

        update(deal, Map.of("TITLE", "two"));
        assertThat(told(deal, "nothing")).isEqualTo(1);

        update(deal, Map.of("STAGE_ID", "WON"));
        assertThat(told(deal, "entered")).isEqualTo(1);
        assertThat(told(deal, "won")).isEqualTo(1);

        update(deal, Map.of("TITLE", "three"));
        assertThat(told(deal, "entered")).isEqualTo(1);
        assertThat(told(deal, "won")).isEqualTo(1);
        assertThat(told(deal, "left")).isEqualTo(1);
    }

    @Test
    void before_and_changed_travel_with_the_event_and_what_the_portal_changes_by_itself_does_not_count() {
        start(CONDITIONS);
        long deal = records.add(Kind.DEAL, Map.of("TITLE", "one"));
        told(deal, "seen");
        update(deal, Map.of("TITLE", "two", "MODIFY_BY_ID", "2", "LAST_ACTIVITY_TIME", "2030-01-01T00:00:00+03:00"));
        told(deal, "seen");

        Bitrix24Event event = last("seen");

        assertThat(event.changed()).containsExactly("TITLE");
        assertThat(event.before()).containsEntry("TITLE", "one").containsEntry("STAGE_ID", "NEW");
        assertThat(event.fields()).containsEntry("TITLE", "two");
    }

    @Test
    void a_deleted_deal_is_told_of_with_what_it_was_and_is_forgotten() {
        start(CONDITIONS);
        long deal = records.add(Kind.DEAL, Map.of("TITLE", "one"));
        told(deal, "seen");
        assertThat(rig.hub().store().remembered("snapshot")).isEqualTo(1);

        records.delete(Kind.DEAL, deal);
        told(deal, "seen");

        assertThat(last("seen").gone()).isTrue();
        assertThat(last("seen").before()).containsEntry("TITLE", "one");
        assertThat(last("seen").changed()).isEmpty();
        assertThat(rig.hub().store().remembered("snapshot")).isZero();
    }

    @Test
    void only_named_fields_are_remembered_or_none() {
        start(reading("some", "snapshot: 'TITLE,STAGE_ID'"), reading("none", "snapshot: none"));
        long deal = records.add(Kind.DEAL, Map.of("TITLE", "one"));
        rig.settle();
        update(deal, Map.of("TITLE", "two", "COMMENTS", "new"));
        rig.settle();

        assertThat(last("some").before()).containsOnlyKeys("TITLE", "STAGE_ID");
        assertThat(last("some").changed()).containsExactly("TITLE");
        assertThat(last("none").before()).isEmpty();
        assertThat(last("none").changed()).isEmpty();
        assertThat(rig.hub().store().remembered("snapshot")).isEqualTo(1);
    }

    @Test
    void a_selection_compares_what_it_selects() {
        start(reading("selected", "select: 'TITLE,STAGE_ID,COMMENTS'"));
        long deal = records.add(Kind.DEAL, Map.of("TITLE", "one"));
        rig.settle();
        update(deal, Map.of("TITLE", "two", "OPPORTUNITY", "5"));
        rig.settle();

        assertThat(last("selected").changed()).containsExactly("TITLE");
        assertThat(last("selected").before()).containsEntry("TITLE", "one").doesNotContainKey("OPPORTUNITY");
    }

    @Test
    void each_of_a_batch_is_compared_with_its_own_past() {
        start("""
                - route:
                    id: batched
                    from:
                      uri: bitrix24:ONCRMDEALADD,ONCRMDEALUPDATE
                      parameters: {batchSize: 10, batchWait: 300ms}
                      steps:
                        - to: bitrix24:read
                        - split:
                            simple: "${body}"
                            steps:
                              - to: mock:batched
                """);
        long one = records.add(Kind.DEAL, Map.of("TITLE", "one"));
        long two = records.add(Kind.DEAL, Map.of("TITLE", "two"));
        rig.settle();
        update(one, Map.of("TITLE", "eins"));
        update(two, Map.of("OPPORTUNITY", "7"));
        rig.settle();

        List<Bitrix24Event> all = events("batched");
        assertThat(all).hasSize(4);
        assertThat(all)
                .filteredOn(event -> event.type().equals("ONCRMDEALUPDATE"))
                .allSatisfy(event -> assertThat(event.changed())
                        .containsExactly(event.entity().id().equals("" + one) ? "TITLE" : "OPPORTUNITY"));
    }

    @Test
    void flows_do_not_take_a_change_from_each_other() {
        start(reading("first", "names: false"), reading("second", "names: false"));
        long deal = records.add(Kind.DEAL, Map.of("TITLE", "one"));
        rig.settle();
        update(deal, Map.of("TITLE", "two"));
        rig.settle();

        assertThat(last("first").changed()).containsExactly("TITLE");
        assertThat(last("second").changed()).containsExactly("TITLE");
    }

    @Test
    void what_is_replayed_is_looked_at_as_if_it_were_new() {
        rig.start();
        long deal = records.add(Kind.DEAL, Map.of("TITLE", "Насос"));
        update(deal, Map.of("STAGE_ID", "WON"));
        rig.settle();
        Bitrix24Event won = rig.event("ONCRMDEALUPDATE", "deal:" + deal);
        rig.delivery(won, "deal-won-to-telegram", DeliveryState.DELIVERED);

        rig.hub()
                .store()
                .change(
                        Change.REPLAY,
                        DeliveryFilter.ALL.ofEvent(won.id()).ofFlow("deal-won-to-telegram"),
                        0,
                        Long.MAX_VALUE,
                        10,
                        "asked for",
                        Instant.now())
                .join();
        rig.stop();
        rig.start();

        await().atMost(PATIENCE)
                .until(() -> rig.far().telegram().messages(HubRig.SALES_CHAT).size() == 2);
    }

    @Test
    void a_card_too_large_to_remember_is_remembered_without_its_largest_field_and_the_attempt_says_so() {
        start(reading("large", "names: false"));
        long deal = records.add(Kind.DEAL, Map.of("TITLE", "one", "COMMENTS", "x".repeat(70_000)));
        rig.settle();
        update(deal, Map.of("TITLE", "two"));
        rig.settle();

        assertThat(last("large").changed()).containsExactly("TITLE");
        assertThat(last("large").before()).doesNotContainKey("COMMENTS");
        DeliveryRecord delivery =
                rig.delivery(rig.event("ONCRMDEALUPDATE", "deal:" + deal), "large", DeliveryState.DELIVERED);
        assertThat(rig.hub().store().attempts(delivery.id()))
                .flatExtracting(Attempt::steps)
                .contains("snapshot without COMMENTS: too large");
    }

    private static String reading(String id, String options) {
        return """
                - route:
                    id: %1$s
                    from:
                      uri: bitrix24:ONCRMDEALADD,ONCRMDEALUPDATE
                      parameters: {merge: none}
                      steps:
                        - to:
                            uri: bitrix24:read
                            parameters: {%2$s}
                        - to: mock:%1$s
                """.formatted(id, options);
    }

    private void start(String... flows) {
        try {
            Path folder = Files.createDirectories(home.resolve("routes").resolve("flows"));
            for (String flow : flows) {
                String id = flow.split("id: ", 2)[1].split("\n", 2)[0];
                Files.writeString(folder.resolve(id + ".camel.yaml"), flow);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rig.set("hub.routes.dir", home.resolve("routes").toString()).start();
    }

    private void update(long deal, Map<String, String> fields) {
        int before = rig.hub().store().latest(10_000).size();
        records.update(Kind.DEAL, deal, fields);
        await().atMost(PATIENCE).until(() -> rig.hub().store().latest(10_000).size() > before);
    }

    /** How often a step was reached, when all is done. */
    private int told(long deal, String step) {
        await().atMost(PATIENCE).until(() -> !rig.hub().store().latest(1).isEmpty());
        rig.settle();
        return (int) events(step).stream()
                .filter(event -> event.entity().id().equals(Long.toString(deal)))
                .count();
    }

    private List<Bitrix24Event> events(String step) {
        List<Bitrix24Event> all = new CopyOnWriteArrayList<>();
        rig.hub()
                .context()
                .getEndpoint("mock:" + step, MockEndpoint.class)
                .getReceivedExchanges()
                .forEach(exchange -> all.add(exchange.getIn().getBody(Bitrix24Event.class)));
        return all;
    }

    private Bitrix24Event last(String step) {
        List<Bitrix24Event> all = events(step);
        return all.get(all.size() - 1);
    }
}

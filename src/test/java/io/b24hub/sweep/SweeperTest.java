package io.b24hub.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.b24hub.delivery.FlowRegistry;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventIds;
import io.b24hub.event.EventPattern;
import io.b24hub.event.Origin;
import io.b24hub.settings.BudgetSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.Secret;
import io.b24hub.settings.SourceSettings;
import io.b24hub.settings.SweepSettings;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.LedgerRow;
import io.b24hub.store.SqliteStore;
import io.b24hub.time.ManualClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SweeperTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path dir;

    private final ManualClock clock = new ManualClock();
    private final ListedPortal portal = new ListedPortal(clock);
    private final FlowRegistry flows = new FlowRegistry();
    private final EventIds ids = new EventIds(clock, new Random(5));
    private final EventCatalogue catalogue = EventCatalogue.load();
    private final List<Sweeper> sweepers = new ArrayList<>();
    private SqliteStore store;
    private Sweeper sweeper;

    @BeforeEach
    void open() {
        store = SqliteStore.open(dir.resolve("hub.db"), clock);
        takes("flow", "ONCRMDEALADD,ONCRMDEALUPDATE");
        sweeper = sweeper();
    }

    @AfterEach
    void close() {
        sweepers.forEach(Sweeper::close);
        store.close();
    }

    private Sweeper sweeper() {
        PortalSettings settings = new PortalSettings(
                "main",
                List.of(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.of(new PortalSettings.Webhook(
                        URI.create("https://example.bitrix24.com"), 1, Secret.of("abcdefgh12345678"))),
                BudgetSettings.STANDARD,
                Locale.ENGLISH,
                ZoneOffset.UTC,
                SourceSettings.OFF,
                new SweepSettings(
                        Optional.of(Duration.ofMinutes(15)),
                        Duration.ofMinutes(2),
                        List.of(),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(2)));
        Sweeper made = new Sweeper(new Sweeper.Parts(
                Map.of("main", settings),
                Map.of("main", portal),
                store,
                catalogue,
                ids,
                clock,
                Duration.ofDays(7),
                flows::matching,
                flows::names,
                woken -> {}));
        sweepers.add(made);
        return made;
    }

    private void takes(String flow, String events) {
        flows.put(flow, Optional.empty(), EventPattern.parse(events));
    }

    private SweepReport sweep() {
        return sweep(Optional.empty(), false);
    }

    private SweepReport sweep(Optional<Instant> since, boolean dryRun) {
        return sweeper.sweep(new SweepRequest(Optional.empty(), Optional.empty(), since, dryRun))
                .join();
    }

    private Instant ago(long minutes) {
        return portal.now().minus(MINUTE.multipliedBy(minutes));
    }

    private List<Bitrix24Event> events() {
        return store.latest(1000).stream()
                .sorted(Comparator.comparing(Bitrix24Event::id))
                .toList();
    }

    private List<String> told() {
        return events().stream()
                .map(event -> event.type() + " " + event.entity().key())
                .toList();
    }

    private void hears(String type, long deal, Instant at) {
        Bitrix24Event event = new Bitrix24Event(
                ids.next(),
                "main",
                type,
                new EntityRef("deal", 2, String.valueOf(deal)),
                "1",
                at,
                clock.instant(),
                Origin.WEBHOOK,
                Map.of("FIELDS", Map.of("ID", String.valueOf(deal))));
        store.accept(event, flows.matching(event)).join();
    }

    @Test
    void the_first_sweep_only_notes_the_time() {
        portal.deal(1, ago(60), ago(5));

        SweepReport first = sweep();
        clock.advance(Duration.ofMinutes(15));
        SweepReport second = sweep();

        assertThat(first.injected()).isZero();
        assertThat(second.injected()).isZero();
        assertThat(events()).isEmpty();
        assertThat(portal.onlySweeps()).isTrue();
    }

    @Test
    void additions_and_updates_are_told_apart_and_come_in_order() {
        portal.deal(1, ago(60), ago(60));
        sweep();
        clock.advance(Duration.ofMinutes(15));
        portal.deal(1, ago(75), ago(4));
        portal.deal(2, ago(9), ago(9));
        portal.deal(3, ago(8), ago(6));

        SweepReport report = sweep();

        assertThat(told())
                .containsExactly(
                        "ONCRMDEALUPDATE deal:1",
                        "ONCRMDEALADD deal:2",
                        "ONCRMDEALADD deal:3",
                        "ONCRMDEALUPDATE deal:3");
        Bitrix24Event update = events().get(0);
        assertThat(update.origin()).isEqualTo(Origin.SWEEP);
        assertThat(update.occurredAt()).isEqualTo(ago(4));
        assertThat(update.data()).isEqualTo(Map.of("FIELDS", Map.of("ID", "1")));
        assertThat(store.count(DeliveryFilter.ALL.ofFlow("flow")).deliveries()).isEqualTo(4);
        assertThat(report.types())
                .extracting(TypeReport::type, TypeReport::listed, TypeReport::injected, type -> type.cost()
                        .commands())
                .containsExactly(tuple("deal", 3L, 4L, 1L));
        assertThat(sweep().injected()).isZero();
    }

    @Test
    void what_the_webhook_told_is_only_counted() {
        sweep();
        clock.advance(Duration.ofMinutes(15));
        portal.deal(1, ago(9), ago(6));
        portal.deal(2, ago(9), ago(5));
        hears("ONCRMDEALADD", 1, ago(9));
        hears("ONCRMDEALUPDATE", 1, ago(6));
        hears("ONCRMDEALADD", 2, ago(9));
        hears("ONCRMDEALUPDATE", 2, ago(7)); // of an earlier change

        sweep();
        clock.advance(Duration.ofMinutes(15));
        sweep();

        assertThat(events()).filteredOn(event -> event.origin() == Origin.SWEEP).hasSize(1);
        assertThat(sweeper.ledger().last(1))
                .extracting(
                        LedgerRow::changed,
                        LedgerRow::heard,
                        LedgerRow::healed,
                        LedgerRow::late,
                        LedgerRow::unexplained)
                .containsExactly(tuple(4L, 3L, 1L, 0L, 0L));
    }

    @Test
    void a_late_webhook_is_kept_and_not_delivered_again() {
        sweep();
        clock.advance(Duration.ofMinutes(15));
        portal.deal(1, ago(9), ago(6));
        sweep();

        hears("ONCRMDEALADD", 1, ago(9));
        hears("ONCRMDEALUPDATE", 1, ago(6));
        clock.advance(Duration.ofMinutes(15));
        sweep();

        assertThat(events()).hasSize(4);
        assertThat(store.count(DeliveryFilter.ALL).deliveries()).isEqualTo(2);
        assertThat(sweeper.ledger().last(1))
                .extracting(LedgerRow::changed, LedgerRow::heard, LedgerRow::healed, LedgerRow::late)
                .containsExactly(tuple(2L, 0L, 2L, 2L));
    }

    @Test
    void young_changes_are_left_to_their_webhook() {
        sweep();
        clock.advance(Duration.ofMinutes(15));
        portal.deal(1, ago(20), ago(1));
        portal.deal(2, ago(9), ago(1));

        sweep();

        assertThat(told()).containsExactly("ONCRMDEALADD deal:2");
        clock.advance(Duration.ofMinutes(15));
        sweep();
        assertThat(told()).containsExactly("ONCRMDEALADD deal:2", "ONCRMDEALUPDATE deal:1", "ONCRMDEALUPDATE deal:2");
    }

    @Test
    void the_clock_of_the_portal_counts() {
        portal.ahead = Duration.ofHours(-5);
        sweep();
        clock.advance(Duration.ofMinutes(15));
        portal.deal(1, ago(9), ago(9));
        portal.deal(2, ago(1), ago(1));

        sweep();

        assertThat(told()).containsExactly("ONCRMDEALADD deal:1");
    }

    @Test
    void a_list_that_broke_off_goes_on_where_it_was() {
        sweep();
        clock.advance(Duration.ofMinutes(30));
        for (int id = 1; id <= 120; id++) {
            portal.deal(id, ago(20), ago(20));
        }
        portal.pagesUntilFailure = 1;
        SweepReport broken = sweep();
        portal.pagesUntilFailure = Integer.MAX_VALUE;
        portal.calls.clear();

        SweepReport rest = sweep();

        assertThat(broken.types().get(0).trouble())
                .hasValueSatisfying(why -> assertThat(why).contains("line is down"));
        assertThat(broken.injected()).isEqualTo(50);
        assertThat(rest.injected()).isEqualTo(70);
        assertThat(portal.calls).hasSizeLessThan(6);
        assertThat(sweeper.ledger().last(1))
                .extracting(LedgerRow::changed, LedgerRow::healed)
                .containsExactly(tuple(120L, 120L));
    }

    @Test
    void every_row_of_a_long_list_is_found_wherever_the_ids_lie() {
        sweep();
        clock.advance(Duration.ofMinutes(30));
        List<Long> ids = new ArrayList<>();
        Random random = new Random(3);
        long id = 0;
        for (int i = 0; i < 1_000; i++) {
            // crowds, and deserts between them
            id += i % 200 < 150 ? 1 : 1 + random.nextInt(5_000);
            ids.add(id);
            portal.deal(id, ago(20), ago(20));
        }

        SweepReport report = sweep();

        assertThat(told()).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(report.types().get(0).listed()).isEqualTo(1_000);
        assertThat(report.commands()).isLessThan(150);
    }

    @Test
    void what_changes_while_a_list_is_read_is_found_by_the_next_sweep() {
        sweep();
        clock.advance(Duration.ofMinutes(30));
        for (int id = 1; id <= 60; id++) {
            portal.deal(id, ago(20), ago(20));
        }
        portal.pagesUntilFailure = 1;
        sweep();
        portal.pagesUntilFailure = Integer.MAX_VALUE;
        clock.advance(Duration.ofMinutes(5));
        portal.deal(1, ago(25), ago(4));
        sweep();
        clock.advance(Duration.ofMinutes(15));

        sweep();

        assertThat(told()).hasSize(61).endsWith("ONCRMDEALUPDATE deal:1");
    }

    @Test
    void a_look_at_the_past_tells_what_is_missing_and_changes_nothing() {
        portal.deal(1, ago(60), ago(60));
        portal.deal(2, ago(60), ago(60));
        hears("ONCRMDEALADD", 2, ago(60));

        SweepReport dry = sweep(Optional.of(ago(90)), true);

        assertThat(dry.injected()).isEqualTo(1);
        assertThat(dry.types().get(0).sample()).singleElement().asString().startsWith("ONCRMDEALADD of deal 1");
        assertThat(events()).hasSize(1);
        assertThat(store.recall(Sweeper.SPACE, "main/deal")).isEmpty();

        assertThat(sweep(Optional.of(ago(90)), false).injected()).isEqualTo(1);
        assertThat(store.recall(Sweeper.SPACE, "main/deal")).isEmpty();
        assertThat(told()).containsExactly("ONCRMDEALADD deal:2", "ONCRMDEALADD deal:1");
    }

    @Test
    void what_no_flow_takes_is_not_asked_for() {
        takes("leads", "ONCRMLEADADD");

        sweep();

        assertThat(portal.methods()).containsExactlyInAnyOrder("crm.deal.list", "crm.lead.list");
    }

    @Test
    void a_list_that_the_portal_refuses_holds_up_no_other() {
        takes("leads", "ONCRMLEADADD");
        sweep();
        clock.advance(Duration.ofMinutes(15));
        portal.deal(1, ago(9), ago(9));
        portal.fail("crm.lead.list", new IllegalStateException("insufficient scope"));

        SweepReport report = sweep();

        assertThat(report.injected()).isEqualTo(1);
        assertThat(sweeper.status())
                .extracting(SweepStatus::type, SweepStatus::trouble)
                .containsExactly(tuple("deal", Optional.empty()), tuple("lead", Optional.of("insufficient scope")));
    }

    @Test
    void tasks_calls_activities_and_smart_processes_look_as_their_webhooks_make_them() {
        takes("all", "ONTASK*,ONVOXIMPLANTCALLEND,ONCRMACTIVITY*,ONCRMDYNAMICITEMADD");
        portal.put("crm.type.list", Map.of("id", 1, "entityTypeId", 147));
        sweep();
        clock.advance(Duration.ofMinutes(15));
        String at = ListedPortal.written(ago(9));
        portal.put("tasks.task.list", Map.of("id", "5", "createdDate", at, "changedDate", at));
        portal.put(
                "voximplant.statistic.get",
                Map.of(
                        "ID",
                        "6",
                        "CALL_ID",
                        "call-6",
                        "CALL_START_DATE",
                        ListedPortal.written(ago(59)),
                        "CALL_DURATION",
                        "3000"));
        portal.put("crm.activity.list", Map.of("ID", "7", "CREATED", at, "LAST_UPDATED", at));
        portal.put("crm.item.list/147", Map.of("id", 8L, "createdTime", at, "updatedTime", at));
        portal.put("crm.item.list/31", Map.of("id", 9L, "createdTime", at, "updatedTime", at));

        sweep();

        assertThat(events())
                .extracting(event -> event.type() + " " + event.entity().key(), Bitrix24Event::data)
                .containsExactlyInAnyOrder(
                        tuple(
                                "ONTASKADD task:5",
                                Map.of(
                                        "FIELDS_BEFORE",
                                        "undefined",
                                        "FIELDS_AFTER",
                                        Map.of("ID", "5"),
                                        "IS_ACCESSIBLE_BEFORE",
                                        "N",
                                        "IS_ACCESSIBLE_AFTER",
                                        "undefined")),
                        tuple(
                                "ONVOXIMPLANTCALLEND call:call-6",
                                events().stream()
                                        .filter(event -> event.type().equals("ONVOXIMPLANTCALLEND"))
                                        .findFirst()
                                        .orElseThrow()
                                        .data()),
                        tuple("ONCRMACTIVITYADD activity:7", Map.of("FIELDS", Map.of("ID", "7"))),
                        tuple(
                                "ONCRMDYNAMICITEMADD dynamic-147:8",
                                Map.of("FIELDS", Map.of("ID", "8", "ENTITY_TYPE_ID", "147"))),
                        tuple(
                                "ONCRMDYNAMICITEMADD invoice:9",
                                Map.of("FIELDS", Map.of("ID", "9", "ENTITY_TYPE_ID", "31"))));
        assertThat(events())
                .filteredOn(event -> event.type().equals("ONVOXIMPLANTCALLEND"))
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.occurredAt()).isEqualTo(ago(9));
                    assertThat((Map<?, ?>) call.data()).hasSize(12);
                });
    }

    @Test
    void a_flow_that_names_a_smart_process_by_its_number_is_told_so() {
        takes("items", "ONCRMDYNAMICITEMADD_147");
        sweep();
        clock.advance(Duration.ofMinutes(15));
        String at = ListedPortal.written(ago(9));
        portal.put("crm.item.list/147", Map.of("id", 8L, "createdTime", at, "updatedTime", at));

        sweep();

        assertThat(told()).containsExactly("ONCRMDYNAMICITEMADD_147 dynamic-147:8");
        assertThat(portal.methods()).doesNotContain("crm.type.list");
    }

    private void move(long id, int type, long deal, String stage, long funnel) {
        portal.put(
                "crm.stagehistory.list/2",
                Map.of(
                        "ID",
                        id,
                        "TYPE_ID",
                        type,
                        "OWNER_ID",
                        deal,
                        "CREATED_TIME",
                        ListedPortal.written(portal.now()),
                        "CATEGORY_ID",
                        funnel,
                        "STAGE_SEMANTIC_ID",
                        "P",
                        "STAGE_ID",
                        stage));
    }

    @Test
    void each_move_becomes_one_event_in_order() {
        takes("moves", "STAGE");
        takes("everything", "*");
        move(10, 1, 1, "NEW", 0);
        move(11, 2, 1, "PREPARATION", 0);
        sweep();
        clock.advance(Duration.ofMinutes(1));
        move(12, 2, 1, "EXECUTING", 0);
        move(13, 1, 2, "NEW", 0);
        move(14, 5, 1, "C4:NEW", 4);
        move(15, 2, 2, "PREPARATION", 0);

        sweep();
        sweep();

        List<Bitrix24Event> moves =
                events().stream().filter(event -> event.type().equals("STAGE")).toList();
        assertThat(moves)
                .extracting(
                        event -> event.entity().key(),
                        event -> from(event, "FROM_STAGE_ID"),
                        event -> from(event, "TO_STAGE_ID"),
                        event -> from(event, "FROM_CATEGORY_ID"),
                        event -> from(event, "TO_CATEGORY_ID"))
                .containsExactly(
                        tuple("deal:1", "PREPARATION", "EXECUTING", "0", "0"),
                        tuple("deal:1", "EXECUTING", "C4:NEW", "0", "4"),
                        tuple("deal:2", "NEW", "PREPARATION", "0", "0"));
    }

    private static Object from(Bitrix24Event event, String name) {
        return ((Map<?, ?>) event.data()).get(name);
    }

    @Test
    void a_move_that_shows_late_is_found() {
        takes("moves", "STAGE");
        move(10, 2, 1, "NEW", 0);
        sweep();
        move(13, 2, 1, "EXECUTING", 0);
        sweep();
        move(12, 2, 2, "PREPARATION", 0);

        sweep();

        assertThat(events()).extracting(event -> event.entity().key()).containsExactly("deal:1", "deal:2");
    }

    @Test
    void it_sweeps_at_the_start_and_from_time_to_time() {
        sweeper.start();
        await().until(() -> store.recall(Sweeper.SPACE, "main/deal").isPresent());
        store.recall(Sweeper.SPACE, "main/deal");
        clock.advance(Duration.ofMinutes(14));
        portal.deal(1, ago(9), ago(9));
        portal.calls.clear();

        clock.advance(Duration.ofMinutes(1));

        await().untilAsserted(() -> assertThat(told()).containsExactly("ONCRMDEALADD deal:1"));
        sweeper.close();
        clock.advance(Duration.ofMinutes(16));
        portal.deal(2, ago(9), ago(9));

        sweeper().start();

        await().untilAsserted(() -> assertThat(told()).hasSize(2).endsWith("ONCRMDEALADD deal:2"));
    }

    @Test
    void two_that_sweep_at_one_time_tell_each_change_once() {
        sweep();
        clock.advance(Duration.ofMinutes(30));
        for (int id = 1; id <= 300; id++) {
            portal.deal(id, ago(20), ago(19));
        }
        Sweeper other = sweeper();
        SweepRequest now = new SweepRequest(Optional.empty(), Optional.empty(), Optional.empty(), false);

        List.of(sweeper.sweep(now), other.sweep(now)).forEach(report -> report.join());
        sweep();

        assertThat(told()).hasSize(600).doesNotHaveDuplicates();
        assertThat(sweeper.ledger().last(1)).extracting(LedgerRow::healed).containsExactly(600L);
    }

    @Test
    void after_a_very_long_time_only_what_is_remembered_is_looked_at() {
        sweep();
        clock.advance(Duration.ofDays(20));
        portal.deal(1, ago(60 * 24 * 10), ago(60 * 24 * 10));
        portal.deal(2, ago(60), ago(60));

        sweep();

        assertThat(told()).containsExactly("ONCRMDEALADD deal:2");
    }

    @Test
    void what_is_not_there_is_named() {
        assertThatThrownBy(() -> sweeper.sweep(
                                new SweepRequest(Optional.empty(), Optional.of("deals"), Optional.empty(), false))
                        .join())
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deals")
                .hasMessageContaining("stage-<number>");
        assertThatThrownBy(() -> sweeper.sweep(
                                new SweepRequest(Optional.of("mian"), Optional.empty(), Optional.empty(), false))
                        .join())
                .hasMessageContaining("mian")
                .hasMessageContaining("main");
    }
}

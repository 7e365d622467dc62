package io.b24hub.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.EventIds;
import io.b24hub.event.Origin;
import io.b24hub.store.Attempt;
import io.b24hub.store.Claim;
import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.FlowRecord;
import io.b24hub.store.ForwardingStore;
import io.b24hub.store.HubStore;
import io.b24hub.store.Lane;
import io.b24hub.store.Merging;
import io.b24hub.store.SqliteStore;
import io.b24hub.store.StoreUnavailable;
import io.b24hub.store.Swap;
import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TimetableTest {

    private static final Instant START = Instant.parse("2026-03-02T12:00:00Z"); // a Monday, 15:00 in Moscow
    private static final Schedule AT_NINE = Schedule.parse("0 9 * * *");

    @TempDir
    Path dir;

    private final ManualClock clock = new ManualClock(START);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<Timetable> timetables = new ArrayList<>();
    private HubStore store;

    @BeforeEach
    void open() {
        store = SqliteStore.open(dir.resolve("hub.db"), clock);
    }

    @AfterEach
    void close() {
        timetables.forEach(Timetable::close);
        store.close();
    }

    private Timetable timetable(HubStore of) {
        Timetable timetable = new Timetable(
                of,
                new EventIds(clock, new Random(timetables.size())),
                clock,
                portal -> ZoneId.of(portal.equals("berlin") ? "Europe/Berlin" : "Europe/Moscow"),
                told::add);
        timetables.add(timetable);
        return timetable;
    }

    /** A hub starts with a flow; as route files do, it writes down the flow afterwards. */
    private Timetable.Entry begin(Timetable timetable, String flow, Schedule schedule, String... portals) {
        Timetable.Entry entry = timetable.add(flow, List.of(portals), schedule);
        timetable.start();
        for (String portal : portals) {
            settled(() -> store.recall(Timetable.SPACE, portal + "/" + flow).isPresent());
        }
        store.saveFlows(List.of(new FlowRecord(flow, Optional.empty(), "TIMER", "file", clock.instant())))
                .join();
        idle();
        return entry;
    }

    private static void settled(Callable<Boolean> condition) {
        await().pollInterval(Duration.ofMillis(5)).until(condition);
    }

    /** Moves the clock and waits until nothing more comes of it. */
    private void advance(Duration by) {
        clock.advance(by);
        idle();
    }

    private void idle() {
        for (Timetable timetable : timetables) {
            // the thread is the only one that looks, and a change of the store comes back to it
            for (int i = 0; i < 5; i++) {
                CompletableFuture<Void> passed = new CompletableFuture<>();
                timetable.onThread(() -> passed.complete(null));
                passed.orTimeout(1, TimeUnit.SECONDS).exceptionally(e -> null).join();
                store.remember("test", "barrier", "x", clock.instant()).join();
                // what was set for a time that passed meanwhile
                clock.advance(Duration.ZERO);
            }
        }
    }

    private List<String> windows() {
        return store.latest(1000).stream()
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .map(TimetableTest::window)
                .toList();
    }

    private static String window(Bitrix24Event event) {
        Map<?, ?> data = (Map<?, ?>) event.data();
        return data.get("FROM") + " " + data.get("TO");
    }

    private void end(String flow) {
        for (Delivery delivery : claim(flow)) {
            store.finish(delivery, DeliveryState.DELIVERED, attempt(delivery, Attempt.Result.DELIVERED))
                    .join();
        }
    }

    private List<Delivery> claim(String flow) {
        Instant now = clock.instant();
        return store.claim(new Claim(flow, Lane.LATE, now, 10, now, Merging.NONE))
                .join()
                .deliveries();
    }

    private Attempt attempt(Delivery delivery, Attempt.Result result) {
        return new Attempt(
                delivery.claim(), clock.instant(), Duration.ZERO, result, OptionalInt.empty(), "", "", List.of());
    }

    @Test
    void makes_an_event_at_the_time_in_the_zone_of_the_portal() {
        begin(timetable(store), "digest", AT_NINE, "main");

        advance(Duration.ofHours(18).minusMillis(1));
        assertThat(store.latest(9)).isEmpty();
        advance(Duration.ofMillis(1));

        assertThat(store.latest(9)).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("TIMER");
            assertThat(event.portal()).isEqualTo("main");
            assertThat(event.entity()).isEqualTo(EntityRef.NONE);
            assertThat(event.origin()).isEqualTo(Origin.TIMER);
            assertThat(event.occurredAt()).isEqualTo(Instant.parse("2026-03-03T06:00:00Z"));
            assertThat(event.data())
                    .isEqualTo(Map.of(
                            "FLOW", "digest",
                            "FROM", "2026-03-02T09:00:00+03:00",
                            "TO", "2026-03-03T09:00:00+03:00"));
            assertThat(store.deliveries(event.id())).singleElement().satisfies(delivery -> assertThat(delivery.flow())
                    .isEqualTo("digest"));
        });
        assertThat(told).containsExactly("digest");
    }

    @Test
    void windows_join() {
        begin(timetable(store), "digest", Schedule.parse("0 9,18 * * *"), "main");

        for (int hour = 0; hour < 40; hour++) {
            advance(Duration.ofHours(1));
            end("digest");
        }

        assertThat(windows())
                .containsExactly(
                        "2026-03-02T09:00:00+03:00 2026-03-02T18:00:00+03:00",
                        "2026-03-02T18:00:00+03:00 2026-03-03T09:00:00+03:00",
                        "2026-03-03T09:00:00+03:00 2026-03-03T18:00:00+03:00");
    }

    @Test
    void each_portal_has_its_own_ticks() {
        begin(timetable(store), "digest", AT_NINE, "main", "berlin");

        advance(Duration.ofHours(18));
        assertThat(store.latest(9)).extracting(Bitrix24Event::portal).containsExactly("main");
        advance(Duration.ofHours(2));

        assertThat(store.latest(9)).extracting(Bitrix24Event::portal).containsExactly("berlin", "main");
        assertThat(windows()).contains("2026-03-02T09:00:00+01:00 2026-03-03T09:00:00+01:00");
    }

    @Test
    void follows_the_clock_on_the_wall_when_it_changes() {
        clock.advance(Duration.between(START, Instant.parse("2026-03-28T12:00:00Z")));
        begin(timetable(store), "digest", AT_NINE, "berlin");

        for (int hour = 0; hour < 48; hour++) {
            advance(Duration.ofHours(1));
            end("digest");
        }

        assertThat(windows())
                .containsExactly(
                        "2026-03-28T09:00:00+01:00 2026-03-29T09:00:00+02:00",
                        "2026-03-29T09:00:00+02:00 2026-03-30T09:00:00+02:00");
    }

    @Test
    void several_hubs_on_one_store_make_one_event() {
        for (int hub = 0; hub < 4; hub++) {
            begin(timetable(store), "digest", Schedule.parse("* * * * *"), "main");
        }

        for (int minute = 0; minute < 20; minute++) {
            advance(Duration.ofMinutes(1));
            end("digest");
        }

        assertThat(windows()).hasSize(20).doesNotHaveDuplicates();
        assertThat(told).hasSize(20);
    }

    @Test
    void what_was_missed_is_one_event_at_the_next_start() {
        begin(timetable(store), "digest", AT_NINE, "main");
        advance(Duration.ofHours(18));
        end("digest");
        timetables.remove(0).close();
        clock.advance(Duration.ofDays(3).plusHours(1));

        begin(timetable(store), "digest", AT_NINE, "main");
        settled(() -> store.latest(9).size() == 2);
        idle();

        assertThat(windows())
                .containsExactly(
                        "2026-03-02T09:00:00+03:00 2026-03-03T09:00:00+03:00",
                        "2026-03-03T09:00:00+03:00 2026-03-06T09:00:00+03:00");
    }

    @Test
    void a_first_tick_that_was_missed_is_made_up_for() {
        begin(timetable(store), "digest", AT_NINE, "main");
        timetables.remove(0).close();
        clock.advance(Duration.ofHours(20));

        begin(timetable(store), "digest", AT_NINE, "main");
        settled(() -> store.latest(9).size() == 1);

        assertThat(windows()).containsExactly("2026-03-02T09:00:00+03:00 2026-03-03T09:00:00+03:00");
    }

    @Test
    void a_flow_that_was_taken_away_and_is_back_begins_anew() {
        Timetable timetable = timetable(store);
        Timetable.Entry entry = begin(timetable, "digest", AT_NINE, "main");
        advance(Duration.ofHours(18));
        end("digest");
        entry.close();
        store.removeFlow("digest").join();

        advance(Duration.ofDays(30));
        assertThat(windows()).hasSize(1);
        begin(timetable, "digest", AT_NINE, "main");
        idle();
        assertThat(windows()).hasSize(1);
        advance(Duration.ofDays(1));

        assertThat(windows()).hasSize(2).contains("2026-04-02T09:00:00+03:00 2026-04-03T09:00:00+03:00");
    }

    @Test
    void a_changed_schedule_begins_now_and_its_window_where_the_last_one_ended() {
        Timetable timetable = timetable(store);
        Timetable.Entry entry = begin(timetable, "digest", AT_NINE, "main");
        advance(Duration.ofHours(18)); // 09:00
        end("digest");
        advance(Duration.ofHours(6)); // 15:00
        entry.close();

        begin(timetable, "digest", Schedule.parse("0 14 * * *"), "main");
        idle();
        assertThat(windows()).hasSize(1);
        advance(Duration.ofHours(23));

        assertThat(windows()).hasSize(2).contains("2026-03-03T09:00:00+03:00 2026-03-04T14:00:00+03:00");
    }

    @Test
    void a_tick_under_way_holds_up_the_next_and_loses_none_of_the_time() {
        begin(timetable(store), "digest", AT_NINE, "main");
        advance(Duration.ofHours(18));

        advance(Duration.ofHours(50));
        assertThat(windows()).hasSize(1);
        end("digest");
        advance(Ticker.MOMENT);

        assertThat(windows())
                .containsExactly(
                        "2026-03-02T09:00:00+03:00 2026-03-03T09:00:00+03:00",
                        "2026-03-03T09:00:00+03:00 2026-03-05T09:00:00+03:00");
    }

    @Test
    void a_parked_tick_holds_nothing_up() {
        begin(timetable(store), "digest", AT_NINE, "main");
        advance(Duration.ofHours(18));
        Delivery first = claim("digest").get(0);
        store.park(first, attempt(first, Attempt.Result.REFUSED)).join();

        advance(Duration.ofDays(1));

        assertThat(windows()).hasSize(2);
    }

    @Test
    void a_clock_that_is_put_back_makes_no_tick_twice() {
        Instant late = START.plus(Duration.ofDays(1));
        ManualClock ahead = clock;
        begin(timetable(store), "digest", Schedule.parse("0 * * * *"), "main");
        ahead.advance(Duration.between(START, late));
        idle();
        end("digest");
        timetables.remove(0).close();

        ManualClock back = new ManualClock(late.minus(Duration.ofHours(3)));
        Timetable timetable = new Timetable(
                store, new EventIds(back, new Random(9)), back, portal -> ZoneId.of("Europe/Moscow"), told::add);
        timetables.add(timetable);
        timetable.add("digest", List.of("main"), Schedule.parse("0 * * * *"));
        timetable.start();
        idle();
        for (int i = 0; i < 6; i++) {
            back.advance(Duration.ofMinutes(30));
            idle();
        }
        assertThat(windows()).hasSize(1);
        back.advance(Duration.ofHours(1));
        settled(() -> {
            back.advance(Duration.ZERO);
            return windows().size() == 2;
        });

        assertThat(windows()).contains("2026-03-03T15:00:00+03:00 2026-03-03T16:00:00+03:00");
    }

    @Test
    void trouble_of_the_store_loses_no_tick_and_makes_none_twice() {
        AtomicInteger troubles = new AtomicInteger();
        HubStore troubled = new ForwardingStore(store) {
            @Override
            public CompletableFuture<Boolean> accept(Bitrix24Event event, Collection<String> flows, Swap swap) {
                return switch (troubles.getAndIncrement()) {
                    case 0 -> CompletableFuture.failedFuture(new StoreUnavailable("disk full"));
                    // nobody can tell whether a commit took place when the connection breaks meanwhile
                    case 1 ->
                        super.accept(event, flows, swap).thenApply(stored -> {
                            throw new StoreUnavailable("connection lost");
                        });
                    default -> super.accept(event, flows, swap);
                };
            }
        };
        begin(timetable(troubled), "digest", AT_NINE, "main");
        advance(Duration.ofHours(18));
        assertThat(windows()).isEmpty();

        for (int i = 0; i < 5; i++) {
            advance(Ticker.MOMENT);
        }

        assertThat(windows()).containsExactly("2026-03-02T09:00:00+03:00 2026-03-03T09:00:00+03:00");
    }

    @Test
    void nothing_comes_after_the_end() {
        Timetable timetable = timetable(store);
        begin(timetable, "digest", AT_NINE, "main");

        timetable.close();
        clock.advance(Duration.ofDays(2));

        assertThat(store.latest(9)).isEmpty();
    }
}

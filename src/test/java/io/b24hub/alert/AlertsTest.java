package io.b24hub.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventIds;
import io.b24hub.event.Origin;
import io.b24hub.store.ForwardingStore;
import io.b24hub.store.HubStore;
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
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AlertsTest {

    private static final String CHAT = "telegram:-100";
    private static final Duration HOUR = Matter.PAUSE;

    @TempDir
    Path dir;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-02T12:00:00Z"));
    private final List<String> listeners = new CopyOnWriteArrayList<>(List.of("ops"));
    private final List<String> woken = new CopyOnWriteArrayList<>();
    private final List<Alerts> hubs = new ArrayList<>();
    private HubStore store;
    private Alerts alerts;

    @BeforeEach
    void open() {
        store = SqliteStore.open(dir.resolve("hub.db"), clock);
        alerts = hub(store);
    }

    @AfterEach
    void close() {
        hubs.forEach(Alerts::close);
        store.close();
    }

    private Alerts hub(HubStore of) {
        Alerts hub = new Alerts(
                of,
                new EventIds(clock, new Random(hubs.size())),
                clock,
                new Audience(
                        () -> listeners,
                        destination -> destination.equals(CHAT) ? List.of("sales", "ops") : List.of("ops"),
                        woken::addAll),
                "main",
                portal -> ZoneId.of("Europe/Moscow"));
        hubs.add(hub);
        hub.start();
        return hub;
    }

    @Test
    void fifty_parked_deliveries_are_one_event_and_an_hour_later_one_more_with_the_rest() {
        for (int i = 1; i <= 50; i++) {
            alerts.tell(parked(i));
            idle(1);
        }

        assertThat(told()).containsExactly("parked sales 1 x");
        advance(HOUR.minusSeconds(1));
        assertThat(told()).hasSize(1);
        advance(Duration.ofSeconds(1));
        assertThat(told()).containsExactly("parked sales 1 x", "parked sales 49 x");
        advance(HOUR.multipliedBy(3));
        assertThat(told()).hasSize(2);
    }

    @Test
    void an_alert_is_an_event_of_the_hub_for_the_flows_that_name_it() {
        listeners.add("more");
        alerts.tell(parked(7).of("second"));
        idle();

        Bitrix24Event event = store.latest(10).get(0);
        assertThat(event.type()).isEqualTo("HUB");
        assertThat(event.origin()).isEqualTo(Origin.HUB);
        assertThat(event.portal()).isEqualTo("second");
        assertThat(event.entity().key()).isEqualTo("hub:sales");
        assertThat(event.data())
                .isEqualTo(Map.of(
                        "KIND", "parked",
                        "SUBJECT", "sales",
                        "TEXT", "Delivery 7 is parked",
                        "COUNT", "1",
                        "SINCE", "2026-03-02T15:00:00+03:00"));
        assertThat(store.deliveries(event.id()))
                .extracting(each -> each.flow())
                .containsExactlyInAnyOrder("ops", "more");
        assertThat(woken).containsExactly("ops", "more");
    }

    @Test
    void different_subjects_and_kinds_are_told_apart() {
        alerts.tell(parked(1));
        alerts.tell(new Alert(AlertKind.PARKED, "other", ""));
        alerts.tell(new Alert(AlertKind.LOOP_STOPPED, "sales", ""));
        idle();

        assertThat(told()).containsExactlyInAnyOrder("parked sales 1 x", "parked other 1 x", "loop-stopped sales 1 x");
    }

    @Test
    void the_end_is_told_once_and_only_after_the_beginning() {
        alerts.tell(closed());
        idle();
        alerts.tell(opened());
        idle();
        alerts.tell(closed());
        idle();
        alerts.tell(closed());
        idle();

        assertThat(told()).containsExactly("destination-open " + CHAT + " 1 x", "destination-closed " + CHAT + " 1 x");
    }

    @Test
    void what_comes_and_goes_is_told_once_an_hour_each() {
        for (int i = 0; i < 20; i++) {
            alerts.tell(opened());
            idle(2);
            alerts.tell(closed());
            idle(2);
            clock.advance(Duration.ofSeconds(30));
        }
        alerts.tell(opened());
        idle();
        advance(HOUR);

        assertThat(told())
                .containsExactly(
                        "destination-open " + CHAT + " 1 x",
                        "destination-closed " + CHAT + " 1 x",
                        "destination-open " + CHAT + " 1 x");
    }

    @Test
    void a_repetition_of_what_lasts_says_since_when() {
        alerts.tell(opened());
        idle();
        advance(Duration.ofMinutes(10));
        alerts.tell(opened());
        alerts.tell(opened());
        idle();
        advance(HOUR);

        assertThat(told()).containsExactly("destination-open " + CHAT + " 1 x", "destination-open " + CHAT + " 2 x");
        assertThat(store.latest(1).get(0).data()).asString().contains("SINCE=2026-03-02T15:00:00+03:00");
    }

    @Test
    void an_occasion_is_told_once_for_ever() {
        for (int i = 0; i < 3; i++) {
            alerts.tell(new Alert(AlertKind.CERTIFICATE, "intake", "ends", Optional.empty(), "14d"));
            advance(HOUR);
        }
        alerts.tell(new Alert(AlertKind.CERTIFICATE, "intake", "ends", Optional.empty(), "7d"));
        idle();

        assertThat(told()).containsExactly("certificate intake 1 x", "certificate intake 1 x");
    }

    @Test
    void of_two_hubs_one_tells() {
        Alerts other = hub(store);

        alerts.tell(opened());
        other.tell(opened());
        idle();
        assertThat(told()).hasSize(1);
        alerts.tell(closed());
        other.tell(closed());
        idle();

        assertThat(told()).containsExactly("destination-open " + CHAT + " 1 x", "destination-closed " + CHAT + " 1 x");
    }

    @Test
    void a_restart_tells_nothing_again() {
        alerts.tell(opened());
        idle();
        alerts.close();
        alerts = hub(store);
        alerts.tell(opened());
        idle();
        assertThat(told()).hasSize(1);

        alerts.tell(closed());
        idle();

        assertThat(told()).hasSize(2);
    }

    @Test
    void nothing_is_stored_or_remembered_when_no_flow_takes_alerts() {
        listeners.clear();
        alerts.tell(parked(1));
        idle();

        assertThat(store.latest(10)).isEmpty();
        assertThat(store.remembered(Alerts.SPACE)).isZero();
    }

    @Test
    void the_alerting_does_not_tell_of_itself() {
        alerts.tell(new Alert(AlertKind.PARKED, "ops", ""));
        alerts.tell(new Alert(AlertKind.DESTINATION_OPEN, "telegram:-999", "")); // of ops alone
        alerts.tell(opened()); // of sales, too
        idle();

        assertThat(told()).containsExactly("destination-open " + CHAT + " 1 x");
    }

    @Test
    void what_was_noticed_before_the_start_is_told_after_it() {
        Alerts late = new Alerts(
                store,
                new EventIds(clock, new Random(9)),
                clock,
                new Audience(() -> listeners, destination -> List.of(), woken::addAll),
                "main",
                portal -> ZoneId.of("Europe/Moscow"));
        hubs.add(late);
        late.tell(opened());
        late.tell(opened());
        assertThat(told()).isEmpty();

        late.start();
        idle();

        assertThat(told()).containsExactly("destination-open " + CHAT + " 2 x");
    }

    @Test
    void a_store_that_fails_is_tried_again() {
        List<Swap> refused = new CopyOnWriteArrayList<>();
        Alerts hub = hub(new ForwardingStore(store) {
            @Override
            public CompletableFuture<Boolean> accept(Bitrix24Event event, Collection<String> flows, Swap swap) {
                if (refused.size() < 2) {
                    refused.add(swap);
                    return CompletableFuture.failedFuture(new StoreUnavailable("The disk is full."));
                }
                return super.accept(event, flows, swap);
            }
        });

        hub.tell(opened());
        idle();
        assertThat(told()).isEmpty();
        advance(Matter.AGAIN);
        advance(Matter.AGAIN);

        assertThat(refused).hasSize(2);
        assertThat(told()).containsExactly("destination-open " + CHAT + " 1 x");
    }

    @Test
    void a_clock_that_was_far_ahead_silences_nothing() {
        clock.advance(Duration.ofDays(30));
        alerts.tell(parked(1));
        idle();
        ManualClock right = new ManualClock(Instant.parse("2026-03-02T12:00:00Z"));
        Alerts later = new Alerts(
                store,
                new EventIds(right, new Random(5)),
                right,
                new Audience(() -> listeners, destination -> List.of(), woken::addAll),
                "main",
                portal -> ZoneId.of("Europe/Moscow"));
        hubs.add(later);
        later.start();

        later.tell(parked(2));

        await().until(() -> told().size() == 2);
    }

    private static Alert parked(int delivery) {
        return new Alert(AlertKind.PARKED, "sales", "Delivery " + delivery + " is parked");
    }

    private static Alert opened() {
        return new Alert(AlertKind.DESTINATION_OPEN, CHAT, "fails");
    }

    private static Alert closed() {
        return new Alert(AlertKind.DESTINATION_CLOSED, CHAT, "works");
    }

    private void advance(Duration by) {
        clock.advance(by);
        idle();
    }

    private void idle() {
        idle(8);
    }

    /** The alerts' thread is the only one that tells, and each telling may hand over the next. */
    private void idle(int rounds) {
        for (Alerts hub : hubs) {
            for (int i = 0; i < rounds; i++) {
                CompletableFuture<Void> passed = new CompletableFuture<>();
                hub.onThread(() -> passed.complete(null));
                passed.completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
                clock.advance(Duration.ZERO);
            }
        }
    }

    private List<String> told() {
        return store.latest(1000).stream()
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .map(event -> {
                    Map<?, ?> data = (Map<?, ?>) event.data();
                    return data.get("KIND") + " " + data.get("SUBJECT") + " " + data.get("COUNT") + " x";
                })
                .toList();
    }
}

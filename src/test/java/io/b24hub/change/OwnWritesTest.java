package io.b24hub.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.Origin;
import io.b24hub.store.Attempt;
import io.b24hub.store.Claim;
import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Lane;
import io.b24hub.store.Merging;
import io.b24hub.store.SqliteStore;
import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnWritesTest {

    private static final LoopLimits LIMITS = new LoopLimits(Duration.ofMinutes(2), 4, Duration.ofMinutes(10));
    private static final EventCatalogue CATALOGUE = EventCatalogue.load();

    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
    private SqliteStore store;
    private OwnWrites writes;
    private int events;

    @BeforeEach
    void open(@TempDir Path dir) {
        store = SqliteStore.open(dir.resolve("hub.db"), clock);
        writes = new OwnWrites(store, store, CATALOGUE, LIMITS, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void hear(String type) {
        hear(type, Origin.WEBHOOK, clock.instant());
    }

    private void hear(String type, Origin origin, Instant occurred) {
        String id = "e" + ++events;
        store.accept(
                        new Bitrix24Event(
                                id,
                                "main",
                                type,
                                CATALOGUE.entityOf(type, Map.of("FIELDS", Map.of("ID", "5"))),
                                "",
                                occurred,
                                clock.instant(),
                                origin,
                                Map.of("FIELDS", Map.of("ID", "5"))),
                        List.of("flow"))
                .join();
        clock.advance(Duration.ofMillis(10));
    }

    private Delivery claim() {
        Instant now = clock.instant();
        return store.claim(new Claim("flow", Lane.LATE, now, 1, now, Merging.UPDATES))
                .join()
                .deliveries()
                .get(0);
    }

    private Delivery claimed(String type) {
        hear(type);
        return claim();
    }

    private void end(Delivery delivery) {
        store.finish(
                        delivery,
                        DeliveryState.FILTERED,
                        new Attempt(
                                delivery.claim(),
                                clock.instant(),
                                Duration.ZERO,
                                Attempt.Result.FILTERED,
                                OptionalInt.empty(),
                                "",
                                "",
                                List.of()))
                .join();
    }

    private void write(Delivery cause) {
        write(cause, "crm.deal.update", Map.of("id", 5), true);
    }

    private void write(Delivery cause, String method, Map<String, Object> parameters, Object result) {
        writes.begin(cause, "main", method, parameters).ifPresent(write -> {
            clock.advance(Duration.ofMillis(100));
            writes.done(write, result);
        });
        clock.advance(Duration.ofMillis(10));
    }

    private Ruling rule(Delivery delivery) {
        return writes.rule(delivery, true, true);
    }

    @Test
    void what_a_sweep_finds_of_its_own_is_an_echo_too() {
        Delivery first = claimed("ONCRMDEALUPDATE");
        write(first);
        Instant written = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        end(first);
        clock.advance(Duration.ofMinutes(17));

        hear("ONCRMDEALUPDATE", Origin.SWEEP, written);
        Delivery echo = claim();
        assertThat(rule(echo)).isInstanceOf(Ruling.Echo.class);
        end(echo);

        hear("ONCRMDEALUPDATE", Origin.SWEEP, written.plusSeconds(300));
        assertThat(rule(claim())).isInstanceOf(Ruling.Run.class);
    }

    @Test
    void one_write_answers_for_one_event() {
        Delivery first = claimed("ONCRMDEALUPDATE");
        assertThat(rule(first)).isInstanceOf(Ruling.Run.class);
        write(first);
        end(first);

        Delivery second = claimed("ONCRMDEALUPDATE");
        assertThat(rule(second)).isInstanceOf(Ruling.Echo.class);
        end(second);

        assertThat(rule(claimed("ONCRMDEALUPDATE"))).isInstanceOf(Ruling.Run.class);
    }

    @Test
    void an_event_that_came_before_the_write_or_long_after_it_is_no_echo() {
        Delivery first = claimed("ONCRMDEALUPDATE");
        hear("ONCRMDEALUPDATE");
        write(first);
        end(first);
        Delivery before = claim();
        assertThat(rule(before)).isInstanceOf(Ruling.Run.class);
        end(before);

        clock.advance(Duration.ofMinutes(3));

        assertThat(rule(claimed("ONCRMDEALUPDATE"))).isInstanceOf(Ruling.Run.class);
    }

    @Test
    void events_that_were_merged_are_an_echo_only_when_each_of_them_is() {
        Delivery first = claimed("ONCRMDEALUPDATE");
        write(first);
        write(first);
        end(first);
        hear("ONCRMDEALUPDATE");
        Delivery both = claimed("ONCRMDEALUPDATE");
        assertThat(both.carries()).isEqualTo(1);
        assertThat(rule(both)).isInstanceOf(Ruling.Echo.class);
        end(both);

        Delivery person = claimed("ONCRMDEALUPDATE");
        write(person);
        end(person);
        hear("ONCRMDEALUPDATE");
        assertThat(rule(claimed("ONCRMDEALUPDATE"))).isInstanceOf(Ruling.Run.class);
    }

    @Test
    void a_change_that_waited_before_the_writes_is_not_dropped_with_their_echo() {
        Delivery first = claimed("ONCRMDEALUPDATE");
        hear("ONCRMDEALUPDATE");
        write(first);
        write(first);
        end(first);

        Delivery carrier = claimed("ONCRMDEALUPDATE");

        assertThat(carrier.carries()).isEqualTo(1);
        assertThat(rule(carrier)).isInstanceOf(Ruling.Run.class);
    }

    @Test
    void an_update_is_no_echo_of_an_addition() {
        Delivery first = claimed("ONCRMDEALUPDATE");
        write(first, "crm.deal.add", Map.of("fields", Map.of()), 5L);
        end(first);

        Delivery update = claimed("ONCRMDEALUPDATE");
        assertThat(rule(update)).isInstanceOf(Ruling.Run.class);
        end(update);
        assertThat(rule(claimed("ONCRMDEALADD"))).isInstanceOf(Ruling.Echo.class);
    }

    @Test
    void writes_are_known_to_the_next_process() {
        Delivery first = claimed("ONCRMDEALUPDATE");
        write(first);
        end(first);
        writes = new OwnWrites(store, store, CATALOGUE, LIMITS, clock);

        assertThat(rule(claimed("ONCRMDEALUPDATE"))).isInstanceOf(Ruling.Echo.class);
    }

    @Test
    void what_failed_is_forgotten_and_what_is_on_its_way_is_waited_for() {
        Delivery first = claimed("ONCRMDEALUPDATE");
        OwnWrites.OnItsWay write =
                writes.begin(first, "main", "crm.deal.add", Map.of()).orElseThrow();

        Optional<CompletableFuture<Void>> wait = writes.toAwait(List.of(first));
        assertThat(wait.orElseThrow()).isNotDone();
        writes.failed(write);

        assertThat(wait.orElseThrow()).isDone();
        assertThat(writes.toAwait(List.of(first))).isEmpty();
        end(first);
        assertThat(rule(claimed("ONCRMDEALADD"))).isInstanceOf(Ruling.Run.class);
    }

    @Test
    void the_fuse_tells_once_lets_a_replayed_one_pass_and_is_whole_again_later() {
        Delivery first = claimed("ONCRMDEALUPDATE");
        for (int i = 0; i < 4; i++) {
            write(first);
        }
        end(first);

        Delivery second = claimed("ONCRMDEALUPDATE");
        assertThat(writes.rule(second, false, true)).isInstanceOfSatisfying(Ruling.Loop.class, loop -> {
            assertThat(loop.writes()).isEqualTo(4);
            assertThat(loop.news()).isTrue();
            assertThat(loop.until())
                    .isBetween(
                            clock.instant().plus(Duration.ofMinutes(9)),
                            clock.instant().plus(Duration.ofMinutes(10)));
        });
        assertThat(writes.rule(second, false, true)).isInstanceOf(Ruling.Run.class);
        end(second);
        Delivery third = claimed("ONCRMDEALUPDATE");
        assertThat(writes.rule(third, false, true))
                .isInstanceOfSatisfying(
                        Ruling.Loop.class, loop -> assertThat(loop.news()).isFalse());
        end(third);

        clock.advance(Duration.ofMinutes(10));

        assertThat(writes.rule(claimed("ONCRMDEALUPDATE"), false, true)).isInstanceOf(Ruling.Run.class);
    }

    @ParameterizedTest
    @CsvSource({
        "crm.deal.update, ID, deal, 2, 5",
        "crm.lead.delete, id, lead, 1, 5",
        "CRM.CONTACT.UPDATE, id, contact, 3, 5",
        "crm.activity.update, id, activity, 0, 5",
        "tasks.task.update, taskId, task, 0, 5"
    })
    void knows_what_a_call_changes(String method, String parameter, String type, int typeId, String id) {
        assertThat(Target.of(method, Map.of(parameter, 5)).orElseThrow().entity(true))
                .contains(new EntityRef(type, typeId, id));
    }

    @Test
    void knows_what_a_call_has_added() {
        assertThat(Target.of("crm.deal.add", Map.of()).orElseThrow().entity(77L))
                .contains(new EntityRef("deal", 2, "77"));
        assertThat(Target.of("crm.item.add", Map.of("entityTypeId", "1220"))
                        .orElseThrow()
                        .entity(Map.of("item", Map.of("id", 8L))))
                .contains(new EntityRef("dynamic", 1220, "8"));
        assertThat(Target.of("crm.item.update", Map.of("entityTypeId", 2, "id", "9"))
                        .orElseThrow()
                        .entity(Map.of()))
                .contains(new EntityRef("deal", 2, "9"));
        assertThat(Target.of("tasks.task.add", Map.of()).orElseThrow().entity(Map.of("task", Map.of("id", "4"))))
                .contains(new EntityRef("task", 0, "4"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"crm.deal.get", "crm.deal.productrows.set", "crm.deal.update", "crm.item.update", "im.notify"})
    void a_call_that_names_nothing_or_has_no_certain_echo_is_not_remembered(String method) {
        assertThat(Target.of(method, Map.of("fields", Map.of()))).isEmpty();
    }
}

package io.b24hub.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.settings.RetentionSettings;
import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.OperatorAction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RetentionTest {

    private static final String FLOW = "crm-to-kafka";
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration SEASON = Duration.ofDays(90);
    private static final Duration YEAR = Duration.ofDays(365);

    @TempDir
    private Path folder;

    private Desk desk;
    private Retention retention;

    @BeforeEach
    void open() {
        desk = new Desk(folder, FLOW);
        retention = keeping(0);
    }

    private Retention keeping(long maxSize) {
        return new Retention(
                desk.store, new RetentionSettings(WEEK, SEASON, YEAR, maxSize), Map.of("echo", WEEK), desk.clock);
    }

    @AfterEach
    void close() {
        retention.close();
        desk.close();
    }

    @Test
    void forgets_what_ended_long_ago_and_keeps_the_rest() {
        desk.events(10, FLOW);
        List<Delivery> claimed = desk.claim(FLOW, 6);
        claimed.subList(0, 4).forEach(desk::deliver);
        claimed.subList(4, 6).forEach(delivery -> desk.park(delivery, "The chat is gone."));
        desk.clock.advance(WEEK.plusMinutes(5));

        look();

        assertThat(desk.count(DeliveryState.DELIVERED)).isZero();
        assertThat(desk.count(DeliveryState.PARKED)).isEqualTo(2);
        assertThat(desk.count(DeliveryState.DUE)).isEqualTo(4);
        assertThat(desk.store.latest(100)).hasSize(6);
        assertThat(retention.status().last().orElseThrow().events()).isEqualTo(4);
        assertThat(retention.status().here()).isTrue();
    }

    @Test
    void knows_the_size_of_the_store_from_the_start() {
        desk.events(1, FLOW);

        retention.start();

        await().untilAsserted(
                        () -> assertThat(retention.status().contentBytes()).isEqualTo(desk.store.contentBytes()));
    }

    @Test
    void forgets_what_people_did_after_a_year() {
        Instant now = desk.clock.instant();
        for (int i = 0; i < 450; i++) {
            desk.store
                    .record(new OperatorAction(now, "jmx", "pause", "flow " + i, 0))
                    .join();
        }
        desk.clock.advance(YEAR.minusDays(1));
        OperatorAction late = new OperatorAction(desk.clock.instant(), "jmx", "resume", "flow 1", 0);
        desk.store.record(late).join();

        look();
        assertThat(desk.store.actions(500)).hasSize(451);
        retention.close();
        retention = keeping(0);
        desk.clock.advance(Duration.ofDays(2));
        look();

        assertThat(desk.store.actions(500)).containsExactly(late);
    }

    @Test
    void forgets_parked_ones_after_their_own_time() {
        desk.events(1, FLOW);
        desk.park(desk.claim(FLOW, 1).get(0), "The chat is gone.");
        desk.clock.advance(SEASON.plusMinutes(5));

        look();

        assertThat(desk.store.latest(100)).isEmpty();
    }

    @Test
    void one_step_never_looks_at_more_than_it_may_and_pauses_before_the_next() {
        desk.events(450, FLOW);
        for (Delivery delivery : desk.claim(FLOW, 450)) {
            desk.deliver(delivery);
        }
        desk.clock.advance(WEEK.plusMinutes(5));
        retention.start();
        desk.clock.advance(Retention.EVERY);

        await().untilAsserted(() -> assertThat(desk.limits).hasSize(1));
        await().untilAsserted(() -> assertThat(desk.clock.waiting()).isEqualTo(1));
        assertThat(desk.count(DeliveryState.DELIVERED)).isEqualTo(250);
        assertThat(retention.status().running().orElseThrow().events()).isEqualTo(200);

        await().untilAsserted(() -> {
            desk.clock.advance(PruningPass.PAUSE);
            assertThat(retention.status().last()).isPresent();
        });
        assertThat(desk.limits).containsOnly(PruningPass.STEP).hasSize(3);
        assertThat(desk.store.latest(1)).isEmpty();
    }

    @Test
    void above_the_size_the_oldest_that_has_ended_goes_first() {
        desk.events(2_000, FLOW);
        for (Delivery delivery : desk.claim(FLOW, 1_000)) {
            desk.deliver(delivery);
        }
        long limit = desk.store.contentBytes() * 9 / 10;
        retention = keeping(limit);

        look();

        RetentionStatus status = retention.status();
        assertThat(status.contentBytes()).isLessThanOrEqualTo(limit);
        assertThat(status.over()).isFalse();
        assertThat(status.last().orElseThrow().cause()).isEqualTo("size");
        assertThat(desk.store.event("e0")).isEmpty();
        assertThat(desk.store.event("e999")).isPresent();
        assertThat(desk.count(DeliveryState.DUE)).isEqualTo(1_000);
    }

    @Test
    void when_only_active_ones_are_left_it_keeps_them_and_says_so() {
        desk.events(2_000, FLOW);
        desk.claim(FLOW, 10).forEach(desk::deliver);
        retention = keeping(desk.store.contentBytes() / 2);

        look();

        assertThat(retention.status().over()).isTrue();
        assertThat(desk.count(DeliveryState.DUE)).isEqualTo(1_990);
        assertThat(desk.count(DeliveryState.DELIVERED)).isZero();
    }

    @Test
    void forgets_small_facts_of_spaces_that_have_a_term() {
        desk.store.remember("echo", "old", "1", desk.clock.instant()).join();
        desk.store.remember("portal-member", "main", "m", desk.clock.instant()).join();
        desk.clock.advance(WEEK.plusMinutes(5));
        desk.store.remember("echo", "new", "1", desk.clock.instant()).join();

        look();

        await().untilAsserted(() -> assertThat(desk.store.recall("echo", "old")).isEmpty());
        assertThat(desk.store.recall("echo", "new")).isPresent();
        assertThat(desk.store.recall("portal-member", "main")).isPresent();
    }

    @Test
    void a_store_in_trouble_is_asked_again_later() {
        desk.isFull();

        look();

        assertThat(retention.status().last().orElseThrow().trouble()).isEqualTo("The disk is full.");
        assertThat(desk.clock.waiting()).isEqualTo(1);
    }

    /** Lets one look happen, with all its steps. */
    private void look() {
        retention.start();
        desk.clock.advance(Retention.EVERY);
        await().untilAsserted(() -> {
            desk.clock.advance(PruningPass.PAUSE);
            assertThat(retention.status().last()).isPresent();
            assertThat(retention.status().running()).isEmpty();
            assertThat(desk.clock.waiting()).isEqualTo(1);
        });
    }
}

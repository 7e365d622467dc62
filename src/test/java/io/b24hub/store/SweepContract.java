package io.b24hub.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.Origin;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every store promises of sweeps. */
abstract class SweepContract extends HistoryContract {

    private static final String ADD = "ONCRMDEALADD";
    private static final String UPDATE = "ONCRMDEALUPDATE";
    private static final LocalDate DAY = LocalDate.parse("2026-03-01");

    private Instant at(int second) {
        return Instant.parse("2026-03-01T08:00:00Z").plusSeconds(second);
    }

    private Bitrix24Event event(String id, Origin origin, String type, EntityRef entity, Instant occurred) {
        return new Bitrix24Event(
                id, "main", type, entity, "", occurred, clock.instant(), origin, Map.of("FIELDS", Map.of()));
    }

    private Bitrix24Event webhook(String id, String type, String deal, int second) {
        return event(id, Origin.WEBHOOK, type, new EntityRef("deal", 2, deal), at(second));
    }

    private Finding added(String id, String deal, int second) {
        return new Finding(
                event(id, Origin.SWEEP, ADD, new EntityRef("deal", 2, deal), at(second)),
                List.of("flow"),
                new Finding.Proof.Heard(ADD, Optional.empty()),
                new LedgerEntry(DAY, "main", "deal"),
                true,
                Optional.of(Finding.FOR_GOOD));
    }

    /** Listed at second 100. */
    private Finding updated(String id, String deal, int second) {
        return new Finding(
                event(id, Origin.SWEEP, UPDATE, new EntityRef("deal", 2, deal), at(second)),
                List.of("flow"),
                new Finding.Proof.Heard(UPDATE, Optional.of(at(second))),
                new LedgerEntry(DAY, "main", "deal"),
                true,
                Optional.of(at(100)));
    }

    private Finding moved(String id, String key) {
        return new Finding(
                event(id, Origin.SWEEP, "STAGE", new EntityRef("deal", 2, "7"), at(1)),
                List.of("flow"),
                new Finding.Proof.Found(key),
                new LedgerEntry(DAY, "main", "stage-2"),
                false,
                Optional.empty());
    }

    private Healed heal(Finding... findings) {
        return store.heal(new Heal(Optional.empty(), List.of(findings), List.of(), clock.instant()))
                .join();
    }

    private static List<String> ids(List<Finding> findings) {
        return findings.stream().map(finding -> finding.event().id()).toList();
    }

    private LedgerRow day() {
        return store.ledger(DAY, DAY).get(0);
    }

    @Test
    void what_nobody_told_is_stored_with_its_deliveries() throws Exception {
        Healed healed = heal(added("s1", "7", 1), updated("s2", "7", 5));
        crash();

        assertThat(ids(healed.injected())).containsExactly("s1", "s2");
        assertThat(claimAndFinishAll("flow")).containsExactly("s1", "s2");
        assertThat(store.event("s2").orElseThrow().origin()).isEqualTo(Origin.SWEEP);
        assertThat(day()).isEqualTo(new LedgerRow(new LedgerEntry(DAY, "main", "deal"), 2, 0, 2, 0));
    }

    @Test
    void what_the_webhook_told_is_not_stored_again() {
        accept(webhook("w1", ADD, "7", 1), "flow");
        accept(webhook("w2", UPDATE, "7", 5), "flow");
        Finding[] findings = {added("s1", "7", 1), updated("s2", "7", 5)};

        assertThat(store.unknown(Arrays.asList(findings))).isEmpty();
        Healed healed = heal(findings);

        assertThat(healed.injected()).isEmpty();
        assertThat(healed.heard()).isEqualTo(2);
        assertThat(claimAndFinishAll("flow")).containsExactly("w1", "w2");
        assertThat(day()).isEqualTo(new LedgerRow(new LedgerEntry(DAY, "main", "deal"), 2, 2, 0, 0));
    }

    @Test
    void an_event_of_an_earlier_change_proves_nothing() {
        accept(webhook("w1", UPDATE, "7", 4), "flow");
        accept(webhook("w2", ADD, "7", 9), "flow");
        accept(webhook("w3", UPDATE, "8", 9), "flow");
        accept(event("w4", Origin.WEBHOOK, UPDATE, new EntityRef("lead", 1, "7"), at(9)), "flow");

        assertThat(ids(store.unknown(List.of(updated("s1", "7", 5))))).containsExactly("s1");
        assertThat(ids(heal(updated("s1", "7", 5)).injected())).containsExactly("s1");
    }

    @Test
    void a_smart_process_is_known_by_either_of_its_codes() {
        EntityRef item = new EntityRef("dynamic", 147, "7");
        accept(event("w1", Origin.WEBHOOK, "ONCRMDYNAMICITEMADD_147", item, at(1)), "flow");
        accept(event("w2", Origin.WEBHOOK, "ONCRMDYNAMICITEMADD", new EntityRef("dynamic", 147, "8"), at(1)), "flow");

        List<Finding> unknown = store.unknown(Stream.of("7", "8", "9")
                .map(id -> new Finding(
                        event("s" + id, Origin.SWEEP, "ONCRMDYNAMICITEMADD", new EntityRef("dynamic", 147, id), at(1)),
                        List.of(),
                        new Finding.Proof.Heard("ONCRMDYNAMICITEMADD", Optional.empty()),
                        new LedgerEntry(DAY, "main", "dynamic-147"),
                        true,
                        Optional.empty()))
                .toList());

        assertThat(ids(unknown)).containsExactly("s9");
    }

    @Test
    void what_a_sweep_has_stored_is_known_to_the_next_and_counted_once() {
        heal(updated("s1", "7", 5));

        Healed again = heal(updated("s2", "7", 5));

        assertThat(again.injected()).isEmpty();
        assertThat(again.heard()).isZero();
        assertThat(day()).isEqualTo(new LedgerRow(new LedgerEntry(DAY, "main", "deal"), 1, 0, 1, 0));
    }

    @Test
    void nothing_is_stored_when_somebody_else_moved_the_cursor() {
        store.remember("sweep", "main/deal", "theirs", clock.instant()).join();
        Swap swap = new Swap("sweep", "main/deal", Optional.of("seen"), "mine");

        Healed healed = store.heal(
                        new Heal(Optional.of(swap), List.of(updated("s1", "7", 5)), List.of(), clock.instant()))
                .join();

        assertThat(healed.moved()).isFalse();
        assertThat(store.event("s1")).isEmpty();
        assertThat(store.ledger(DAY, DAY)).isEmpty();
        assertThat(store.recall("sweep", "main/deal")).contains("theirs");
    }

    @Test
    void a_webhook_that_tells_the_same_later_is_kept_and_not_delivered() throws Exception {
        heal(added("s1", "7", 1), updated("s2", "7", 5));
        reopen();

        accept(webhook("w1", ADD, "7", 1), "flow");
        accept(webhook("w2", UPDATE, "7", 5), "flow");
        accept(webhook("w3", UPDATE, "7", 100), "flow");

        assertThat(claimAndFinishAll("flow")).containsExactly("s1", "s2");
        assertThat(store.event("w2")).isPresent();
        assertThat(store.deliveries("w2")).isEmpty();
        assertThat(store.recall(SweepStore.LATE, "w1")).contains("s1");
        assertThat(store.recall(SweepStore.LATE, "w3")).contains("s2");
        assertThat(day().late()).isEqualTo(3);
    }

    @Test
    void a_webhook_that_tells_something_new_is_delivered() {
        heal(added("s1", "7", 1), updated("s2", "7", 5), added("s3", "8", 1));
        claimAndFinishAll("flow");

        accept(webhook("later", UPDATE, "7", 101), "flow");
        accept(webhook("other-deal", UPDATE, "9", 5), "flow");
        accept(webhook("other-change", UPDATE, "8", 1), "flow");
        accept(webhook("gone", "ONCRMDEALDELETE", "7", 5), "flow");
        accept(event("robot", Origin.ROBOT, UPDATE, new EntityRef("deal", 2, "7"), at(5)), "flow");

        assertThat(claimAndFinishAll("flow")).containsExactly("later", "other-deal", "other-change", "gone", "robot");
    }

    @Test
    void what_is_forgotten_covers_no_more() {
        heal(updated("s1", "7", 5));
        claimAndFinishAll("flow");
        store.forgetBefore(SweepStore.COVERED, clock.instant().plusSeconds(1), 10)
                .join();

        accept(webhook("w1", UPDATE, "7", 5), "flow");

        assertThat(claimAndFinishAll("flow")).containsExactly("w1");
    }

    @Test
    void a_move_is_stored_once_however_often_it_is_found() throws Exception {
        heal(moved("s1", "main/stage-2/41"), moved("s2", "main/stage-2/42"));
        crash();

        Healed again = heal(moved("s3", "main/stage-2/41"), moved("s4", "main/stage-2/43"));

        assertThat(ids(again.injected())).containsExactly("s4");
        assertThat(claimAndFinishAll("flow")).containsExactly("s1", "s2", "s4");
    }

    @Test
    void changes_without_an_event_stay_unexplained() {
        store.heal(new Heal(
                        Optional.empty(),
                        List.of(updated("s1", "7", 5)),
                        List.of(new LedgerEntry(DAY, "main", "deal"), new LedgerEntry(DAY, "main", "lead")),
                        clock.instant()))
                .join();

        assertThat(store.ledger(DAY.minusDays(1), DAY.plusDays(1)))
                .extracting(row -> row.entry().type(), LedgerRow::changed, LedgerRow::unexplained)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("deal", 2L, 1L),
                        org.assertj.core.groups.Tuple.tuple("lead", 1L, 1L));
        assertThat(store.ledger(DAY.plusDays(1), DAY.plusDays(2))).isEmpty();
    }

    @Test
    void a_webhook_and_a_sweep_at_one_time_deliver_a_change_once() throws Exception {
        int deals = 200;
        inParallel(2, thread -> {
            CompletableFuture<?>[] all = IntStream.range(0, deals)
                    .mapToObj(deal -> thread == 0
                            ? store.accept(webhook("w" + deal, UPDATE, "d" + deal, 5), List.of("flow"))
                            : store.heal(new Heal(
                                    Optional.empty(),
                                    List.of(updated("s" + deal, "d" + deal, 5)),
                                    List.of(),
                                    clock.instant())))
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(all).join();
        });

        assertThat(claim("flow", 1000)).hasSize(deals);
        LedgerRow row = day();
        assertThat(row.changed()).isEqualTo(deals);
        assertThat(row.late()).isEqualTo(row.healed());
        assertThat(row.unexplained()).isZero();
    }

    @Test
    void the_ledger_forgets_what_is_very_old() {
        heal(updated("s1", "7", 5));
        LocalDate later = DAY.plusDays(SweepStore.LEDGER_DAYS + 1L);
        clock.advance(Duration.ofDays(SweepStore.LEDGER_DAYS + 1L));

        heal(new Finding(
                webhook("s2", UPDATE, "9", 6),
                List.of(),
                new Finding.Proof.Heard(UPDATE, Optional.empty()),
                new LedgerEntry(later, "main", "deal"),
                true,
                Optional.empty()));

        assertThat(store.ledger(DAY, later))
                .extracting(row -> row.entry().day())
                .containsExactly(later);
    }
}

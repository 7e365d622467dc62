package io.b24hub.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.Origin;
import io.b24hub.store.Delivery;
import io.b24hub.store.Fact;
import io.b24hub.store.SqliteStore;
import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotsTest {

    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

    private final ManualClock clock = new ManualClock(AT);
    private SqliteStore store;
    private Snapshots snapshots;

    @BeforeEach
    void open(@TempDir Path dir) {
        store = SqliteStore.open(dir.resolve("hub.db"), clock);
        snapshots = new Snapshots(store, EventCatalogue.load());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Bitrix24Event event(String type, Map<String, Object> fields) {
        return new Bitrix24Event("e", "main", type, new EntityRef("deal", 2, "5"), "", AT, AT, Origin.WEBHOOK, Map.of())
                .withFields(fields);
    }

    private static Bitrix24Event update(Object... fields) {
        return event("ONCRMDEALUPDATE", fields(fields));
    }

    private static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    private Snapshots.Seen see(Bitrix24Event read, Kept kept, List<String> select, int carries) {
        Delivery delivery = new Delivery(1, 1, read, "flow", 0, Optional.empty(), carries);
        Snapshots.Last last = snapshots.last(delivery, read, "main", kept);
        Snapshots.Seen seen = snapshots.compare(read, last, Optional.empty(), kept, select, delivery);
        seen.fact().ifPresent(fact -> keep(fact));
        return seen;
    }

    private void keep(Fact fact) {
        if (fact.value().isPresent()) {
            store.remember(fact.space(), fact.key(), fact.value().get(), clock.instant())
                    .join();
        } else {
            store.forget(fact.space(), fact.key()).join();
        }
    }

    private Bitrix24Event see(Bitrix24Event read) {
        return see(read, Kept.ALL, List.of(), 0).event();
    }

    @Test
    void a_field_that_goes_comes_or_becomes_null_has_changed_only_if_that_means_something() {
        see(update("TITLE", "one", "PHONE", List.of(Map.of("VALUE", "1")), "COMMENTS", null, "OPENED", ""));

        Bitrix24Event second = see(update("TITLE", null, "COMMENTS", "", "OPENED", null, "UF_CRM_1", List.of()));

        assertThat(second.changed()).containsExactlyInAnyOrder("TITLE", "PHONE");
    }

    @Test
    void numbers_are_compared_as_numbers_and_lists_by_what_is_in_them() {
        see(update("A", 5L, "B", new java.math.BigDecimal("1.50"), "C", List.of(1L, "x"), "D", Map.of("k", "v")));

        assertThat(see(update("A", "5", "B", 1.5, "C", List.of("1", "x"), "D", Map.of("k", "v")))
                        .changed())
                .isEmpty();
        assertThat(see(update("A", 6, "B", 1.5, "C", List.of("x", "1"), "D", Map.of("k", "w")))
                        .changed())
                .containsExactly("A", "C", "D");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DATE_MODIFY",
                "MODIFY_BY_ID",
                "LAST_ACTIVITY_TIME",
                "LAST_ACTIVITY_BY",
                "MOVED_TIME",
                "MOVED_BY_ID",
                "updatedTime",
                "updatedBy",
                "movedTime",
                "lastActivityTime",
                "changedDate",
                "activityDate"
            })
    void what_the_portal_stamps_is_no_change(String field) {
        see(update("ID", "5", field, "1"));

        Bitrix24Event second = see(update("ID", "5", field, "2"));

        assertThat(second.changed()).isEmpty();
        assertThat(second.nothingChanged()).isTrue();
        assertThat(second.before()).containsEntry(field, "1");
    }

    @Test
    void of_a_new_entity_all_that_is_set_has_changed() {
        Bitrix24Event added = see(event("ONCRMDEALADD", fields("STAGE_ID", "WON", "COMMENTS", null, "TITLE", "x")));

        assertThat(added.changed()).containsExactly("STAGE_ID", "TITLE");
        assertThat(added.before()).isEmpty();
        assertThat(added.entered("STAGE_ID", "WON")).isTrue();
        assertThat(added.nothingChanged()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T14:58:00+03:00, 0, true",
        "2026-03-01T14:54:59+03:00, 0, false",
        "2026-03-01T14:54:59+03:00, 1, true",
        "2026-02-27T14:54:59+03:00, 1, false",
        "yesterday, 0, false"
    })
    void an_unknown_entity_has_entered_its_stage_when_the_portal_says_that_it_was_just_now(
            String moved, int carries, boolean entered) {
        Bitrix24Event first = see(
                        update("STAGE_ID", "WON", "STAGE_SEMANTIC_ID", "S", "MOVED_TIME", moved, "TITLE", "x"),
                        Kept.ALL,
                        List.of(),
                        carries)
                .event();

        assertThat(first.entered("STAGE_ID", "WON")).isEqualTo(entered);
        assertThat(first.entered("STAGE_SEMANTIC_ID", "S")).isEqualTo(entered);
        assertThat(first.hasChanged("TITLE")).isFalse();
        assertThat(first.nothingChanged()).isFalse();
    }

    @Test
    void a_move_among_open_stages_does_not_enter_the_group_of_open_stages() {
        Bitrix24Event first = see(
                update("STAGE_ID", "PREPARATION", "STAGE_SEMANTIC_ID", "P", "MOVED_TIME", "2026-03-01T15:00:00+03:00"));

        assertThat(first.changed()).containsExactly("STAGE_ID");
    }

    @Test
    void a_selection_leaves_what_it_does_not_select_as_it_was() {
        see(update("TITLE", "one", "COMMENTS", "old"));

        assertThat(see(update("TITLE", "two"), Kept.ALL, List.of("TITLE"), 0)
                        .event()
                        .changed())
                .containsExactly("TITLE");
        assertThat(see(update("TITLE", "two", "COMMENTS", "new")).changed()).containsExactly("COMMENTS");
    }

    @Test
    void a_selected_field_that_was_never_seen_has_not_changed() {
        see(update("TITLE", "one"), Kept.ALL, List.of("TITLE"), 0);

        assertThat(see(update("TITLE", "one", "COMMENTS", "x")).changed()).isEmpty();
        assertThat(see(update("TITLE", "one", "COMMENTS", "y")).changed()).containsExactly("COMMENTS");
    }

    @Test
    void a_field_named_later_has_not_changed_when_it_is_seen_first() {
        see(update("TITLE", "one", "COMMENTS", "x"), Kept.of("TITLE"), List.of(), 0);

        assertThat(see(update("TITLE", "one", "COMMENTS", "x"), Kept.of("TITLE,COMMENTS"), List.of(), 0)
                        .event()
                        .changed())
                .isEmpty();
    }

    @Test
    void fields_that_are_excluded_are_not_kept_and_are_never_a_change() {
        Kept kept = Kept.of("-COMMENTS, -PHONE");
        see(update("TITLE", "one", "COMMENTS", "secret"), kept, List.of(), 0);

        assertThat(store.recall(Snapshots.SPACE, "flow/main/deal:5").orElseThrow())
                .contains("one")
                .doesNotContain("secret");
        assertThat(see(update("TITLE", "two", "COMMENTS", "other"), kept, List.of(), 0)
                        .event()
                        .changed())
                .containsExactly("TITLE");
    }

    @Test
    void what_is_too_large_is_left_out_and_is_never_a_change() {
        String large = "x".repeat(Snapshot.LARGEST);
        Snapshots.Seen seen = see(update("TITLE", "one", "COMMENTS", large), Kept.ALL, List.of(), 0);

        assertThat(seen.left()).containsExactly("COMMENTS");
        assertThat(store.recall(Snapshots.SPACE, "flow/main/deal:5").orElseThrow())
                .hasSizeLessThan(1000);
        assertThat(see(update("TITLE", "two", "COMMENTS", large + "y")).changed())
                .containsExactly("TITLE");
    }

    @Test
    void an_entity_that_may_not_be_read_is_not_forgotten() {
        see(update("TITLE", "one"));
        Bitrix24Event denied = update().withReading(update().reading().withUnreadableEntity());

        Bitrix24Event seen = see(denied);

        assertThat(seen.before()).containsEntry("TITLE", "one");
        assertThat(seen.nothingChanged()).isFalse();
        assertThat(see(update("TITLE", "two")).changed()).containsExactly("TITLE");
    }

    @Test
    void events_of_automation_rules_are_read_in_another_way_and_have_a_memory_of_their_own() {
        see(update("TITLE", "one"));

        assertThat(see(event("ROBOT", fields("title", "one"))).before()).isEmpty();
        assertThat(see(event("ROBOT", fields("title", "two"))).changed()).containsExactly("title");
    }

    @Test
    void a_list_of_fields_that_is_none_is_refused() {
        assertThatThrownBy(() -> Kept.of("TITLE;STAGE_ID"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("all, none, fields");
        assertThatThrownBy(() -> Kept.of("TITLE,-STAGE_ID")).hasMessageContaining("-STAGE_ID");
    }
}

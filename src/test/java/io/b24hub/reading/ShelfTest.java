package io.b24hub.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.time.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ShelfTest {

    private final ManualClock clock = new ManualClock();
    private final List<CompletableFuture<String>> loads = new ArrayList<>();
    private final Shelf<String, String> shelf = new Shelf<>(clock, 3);

    private CompletionStage<String> load() {
        CompletableFuture<String> load = new CompletableFuture<>();
        loads.add(load);
        return load;
    }

    private CompletableFuture<Optional<String>> get(String key) {
        return get(key, "");
    }

    private CompletableFuture<Optional<String>> get(String key, String missed) {
        return shelf.get(key, content -> content.contains(missed), this::load).toCompletableFuture();
    }

    @Test
    void those_who_ask_at_the_same_time_share_one_load() {
        CompletionStage<Optional<String>> first = get("stages");
        CompletionStage<Optional<String>> second = get("stages", "WON");

        assertThat(loads).hasSize(1);
        assertThat(first).isNotCompleted();
        loads.get(0).complete("NEW,WON");
        assertThat(first).isCompletedWithValue(Optional.of("NEW,WON"));
        assertThat(second).isCompletedWithValue(Optional.of("NEW,WON"));
        assertThat(get("stages")).isCompletedWithValue(Optional.of("NEW,WON"));
        assertThat(loads).hasSize(1);
    }

    @Test
    void what_is_missed_is_worth_a_load_but_one_a_minute() {
        get("stages");
        loads.get(0).complete("NEW");

        assertThat(get("stages", "WON")).isCompletedWithValue(Optional.of("NEW"));
        clock.advance(Shelf.PAUSE);
        CompletableFuture<Optional<String>> waits = get("stages", "WON");
        assertThat(waits).isNotCompleted();
        assertThat(get("stages", "NEW")).isCompleted();
        loads.get(1).complete("NEW");
        assertThat(waits).isCompletedWithValue(Optional.of("NEW"));
        assertThat(get("stages", "WON")).isCompletedWithValue(Optional.of("NEW"));
        assertThat(loads).hasSize(2);
    }

    @Test
    void an_old_thing_is_handed_out_while_a_newer_one_comes() {
        get("stages");
        loads.get(0).complete("old");
        clock.advance(Shelf.OLD_AFTER);

        assertThat(get("stages")).isCompletedWithValue(Optional.of("old"));
        assertThat(get("stages")).isCompletedWithValue(Optional.of("old"));
        assertThat(loads).hasSize(2);
        loads.get(1).complete("new");
        assertThat(get("stages")).isCompletedWithValue(Optional.of("new"));
        assertThat(loads).hasSize(2);
    }

    @Test
    void a_failed_load_leaves_what_was_known_and_is_not_repeated_within_a_minute() {
        CompletableFuture<Optional<String>> waits = get("stages");
        loads.get(0).completeExceptionally(new IllegalStateException());

        assertThat(waits).isCompletedWithValue(Optional.empty());
        assertThat(get("stages")).isCompletedWithValue(Optional.empty());
        assertThat(loads).hasSize(1);

        clock.advance(Shelf.PAUSE);
        get("stages");
        loads.get(1).complete("NEW");
        clock.advance(Shelf.OLD_AFTER);
        get("stages");
        loads.get(2).completeExceptionally(new IllegalStateException());
        assertThat(get("stages")).isCompletedWithValue(Optional.of("NEW"));
    }

    @Test
    void a_source_that_throws_is_a_failed_load() {
        CompletionStage<Optional<String>> broken = shelf.get("a", any -> true, () -> {
            throw new IllegalStateException("no");
        });

        assertThat(broken).isCompletedWithValue(Optional.empty());
    }

    @Test
    void what_was_dropped_is_loaded_at_once_and_a_load_under_way_is_not_kept() {
        CompletableFuture<Optional<String>> early = get("stages");
        shelf.drop("stages"::equals);
        CompletableFuture<Optional<String>> late = get("stages");

        assertThat(loads).hasSize(2);
        loads.get(1).complete("after the change");
        loads.get(0).complete("before the change");
        assertThat(early).isCompletedWithValue(Optional.of("before the change"));
        assertThat(late).isCompletedWithValue(Optional.of("after the change"));
        assertThat(get("stages")).isCompletedWithValue(Optional.of("after the change"));
    }

    @Test
    void the_one_not_asked_for_longest_makes_room() {
        for (String key : List.of("a", "b", "c", "a", "d")) {
            get(key);
            loads.get(loads.size() - 1).complete(key);
        }
        int before = loads.size();

        assertThat(get("a")).isCompleted();
        assertThat(get("d")).isCompleted();
        assertThat(loads).hasSize(before);
        assertThat(get("b")).isNotCompleted();
    }
}

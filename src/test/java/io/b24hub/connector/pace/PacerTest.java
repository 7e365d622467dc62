package io.b24hub.connector.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.failure.RetryLater;
import io.b24hub.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PacerTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualClock clock = new ManualClock();
    private final Instant start = clock.instant();
    private final Pacer pacer = new Pacer(clock);
    private final List<String> passed = new ArrayList<>();
    private final List<RetryLater> sentBack = new ArrayList<>();

    @Test
    void spaces_the_calls_of_one_key() {
        for (int i = 1; i <= 4; i++) {
            ask("a", "a" + i, perSecond("a"));
        }

        assertThat(passed).containsExactly("a1 +0.0");
        clock.advance(Duration.ofSeconds(10));
        assertThat(passed).containsExactly("a1 +0.0", "a2 +1.0", "a3 +2.0", "a4 +3.0");
    }

    @Test
    void lets_a_burst_pass_and_then_holds_to_the_window() {
        Limit group = new Limit("group", 3, MINUTE);
        for (int i = 1; i <= 5; i++) {
            ask("group", "g" + i, perSecond("group"), group);
        }

        clock.advance(Duration.ofMinutes(2));

        assertThat(passed).containsExactly("g1 +0.0", "g2 +1.0", "g3 +2.0", "g4 +60.0");
        assertThat(sentBack)
                .as("the fifth would have had to wait longer than is allowed")
                .hasSize(1);
        assertThat(sentBack.get(0).at()).isEqualTo(start.plusSeconds(61));
    }

    @Test
    void a_call_that_waits_for_its_chat_does_not_hold_up_another_chat() {
        Limit bot = new Limit("bot", 30, SECOND);
        ask("a", "a1", perSecond("a"), bot);
        ask("a", "a2", perSecond("a"), bot);
        ask("b", "b1", perSecond("b"), bot);

        assertThat(passed).containsExactly("a1 +0.0", "b1 +0.0");
        clock.advance(SECOND);
        assertThat(passed).endsWith("a2 +1.0");
    }

    @Test
    void who_waits_longest_for_what_all_share_passes_first() {
        Limit bot = new Limit("bot", 2, SECOND);
        for (String chat : List.of("a", "b", "c", "d", "e")) {
            ask(chat, chat, perSecond(chat), bot);
        }

        clock.advance(Duration.ofSeconds(5));

        assertThat(passed).containsExactly("a +0.0", "b +0.0", "c +1.0", "d +1.0", "e +2.0");
    }

    @Test
    void no_window_ever_holds_more_than_its_limit() {
        Random random = new Random(42);
        Limit bot = new Limit("bot", 5, SECOND);
        List<List<Instant>> chats = IntStream.range(0, 4)
                .<List<Instant>>mapToObj(i -> new ArrayList<>())
                .toList();
        List<Instant> all = new ArrayList<>();
        AtomicInteger late = new AtomicInteger();
        for (int i = 0; i < 2_000; i++) {
            int chat = random.nextInt(4);
            pacer.turn("chat" + chat, List.of(new Limit("chat" + chat, 3, Duration.ofSeconds(2)), bot))
                    .whenComplete((nothing, failure) -> {
                        if (failure == null) {
                            chats.get(chat).add(clock.instant());
                            all.add(clock.instant());
                        } else {
                            late.incrementAndGet();
                        }
                    });
            clock.advance(Duration.ofMillis(random.nextInt(400)));
        }
        clock.advance(Duration.ofMinutes(2));

        assertThat(all.size() + late.get()).isEqualTo(2_000);
        assertThat(all).hasSizeGreaterThan(1_000);
        assertNeverMoreThan(5, SECOND, all);
        chats.forEach(times -> assertNeverMoreThan(3, Duration.ofSeconds(2), times));
        assertThat(pacer.waiting()).isZero();
    }

    @Test
    void a_far_away_turn_goes_back_to_the_store_at_once_and_takes_no_place() {
        Limit group = new Limit("group", 20, MINUTE);
        for (int i = 1; i <= 45; i++) {
            ask("group", "g" + i, group);
        }

        // 20 now, 20 in a minute, 5 in two minutes
        assertThat(passed).hasSize(20);
        assertThat(pacer.waiting()).isEqualTo(20);
        assertThat(sentBack).hasSize(5).allSatisfy(later -> {
            assertThat(later.at()).isEqualTo(start.plusSeconds(120));
            assertThat(later).hasMessageContaining("group").hasMessageContaining("many calls wait");
        });
    }

    @Test
    void a_refusal_keeps_the_key_until_the_far_side_wants_to_hear_of_it_again() {
        ask("a", "a1", perSecond("a"));
        ask("a", "a2", perSecond("a"));
        ask("b", "b1", perSecond("b"));

        pacer.block("a", start.plusSeconds(30));
        pacer.block("a", start.plusSeconds(5));

        clock.advance(Duration.ofSeconds(29));
        assertThat(passed).containsExactly("a1 +0.0", "b1 +0.0");
        ask("a", "a3", perSecond("a"));
        clock.advance(Duration.ofSeconds(10));
        assertThat(passed).endsWith("a2 +30.0", "a3 +31.0");
    }

    @Test
    void a_refusal_for_hours_sends_back_what_waits_already() {
        Instant until = start.plus(Duration.ofHours(5));
        ask("a", "a1", perSecond("a"));
        ask("a", "a2", perSecond("a"));
        ask("a", "a3", perSecond("a"));

        pacer.block("a", until);

        assertThat(passed).containsExactly("a1 +0.0");
        assertThat(sentBack).extracting(RetryLater::at).containsExactly(until, until);
        ask("a", "a4", perSecond("a"));
        assertThat(sentBack).hasSize(3);
        assertThat(clock.waiting()).as("nothing to ring for").isZero();
    }

    @Test
    void nobody_waits_longer_than_allowed_when_several_limits_together_take_longer_than_each() {
        Pacer impatient = new Pacer(clock, Duration.ofSeconds(3));
        Limit bot = new Limit("bot", 1, SECOND);
        List<CompletableFuture<Void>> turns = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            turns.add(impatient.turn("a", List.of(perSecond("a"), bot)).toCompletableFuture());
            turns.add(impatient.turn("b", List.of(perSecond("b"), bot)).toCompletableFuture());
        }

        clock.advance(Duration.ofSeconds(3));

        assertThat(turns).allMatch(CompletableFuture::isDone);
        assertThat(turns.stream().filter(turn -> !turn.isCompletedExceptionally()))
                .hasSize(4);
    }

    @Test
    void a_close_lets_everything_go_that_waits() {
        ask("a", "a1", perSecond("a"));
        ask("a", "a2", perSecond("a"));
        ask("a", "a3", perSecond("a"));

        pacer.close();
        ask("b", "b1", perSecond("b"));
        pacer.close();

        assertThat(passed).containsExactly("a1 +0.0");
        assertThat(sentBack).hasSize(3).allSatisfy(later -> assertThat(later.at())
                .isEqualTo(start));
        clock.advance(MINUTE);
        assertThat(passed).hasSize(1);
        assertThat(clock.waiting()).isZero();
    }

    @Test
    void forgets_keys_that_nobody_uses() {
        for (int i = 0; i < 1_000; i++) {
            ask("chat" + i, "c", perSecond("chat" + i));
        }
        pacer.block("chat1", start.plusSeconds(30));
        pacer.block("chat2", start.plus(Duration.ofHours(1)));
        assertThat(pacer.remembered()).isEqualTo(1_002);

        clock.advance(MINUTE);
        ask("new", "new", perSecond("new"));

        assertThat(pacer.remembered()).as("the new one, and the block").isEqualTo(2);
    }

    @Test
    void a_clock_that_is_set_back_does_not_stop_the_calls() {
        ask("a", "a1", perSecond("a"));
        Window window = new Window(perSecond("a"));
        window.pass(start.plus(Duration.ofHours(1)));

        assertThat(window.turn(0, start)).isEqualTo(start.plusSeconds(1));
    }

    @Test
    void without_limits_every_call_passes() {
        for (int i = 0; i < 100; i++) {
            ask("a", "a");
        }

        assertThat(passed).hasSize(100);
    }

    @Test
    void a_limit_that_lets_nothing_pass_is_refused() {
        assertThatThrownBy(() -> new Limit("a", 0, SECOND)).hasMessageContaining("at least one");
        assertThatThrownBy(() -> new Limit("a", 1, Duration.ZERO)).hasMessageContaining("at least one");
    }

    @Test
    void calls_from_many_threads_all_get_their_turn() throws Exception {
        int threads = 8;
        AtomicInteger done = new AtomicInteger();
        CountDownLatch asked = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            String lane = "chat" + t % 3;
            new Thread(() -> {
                        for (int i = 0; i < 100; i++) {
                            pacer.turn(lane, List.of(new Limit(lane, 10, SECOND)))
                                    .thenRun(done::incrementAndGet);
                        }
                        asked.countDown();
                    })
                    .start();
        }
        asked.await();

        clock.advance(Duration.ofSeconds(60));

        assertThat(done).hasValue(threads * 100);
        assertThat(pacer.waiting()).isZero();
    }

    private static void assertNeverMoreThan(int calls, Duration per, List<Instant> times) {
        for (int i = calls; i < times.size(); i++) {
            assertThat(Duration.between(times.get(i - calls), times.get(i))).isGreaterThanOrEqualTo(per);
        }
    }

    private void ask(String lane, String name, Limit... limits) {
        pacer.turn(lane, List.of(limits)).whenComplete((nothing, failure) -> {
            if (failure == null) {
                double seconds = Duration.between(start, clock.instant()).toMillis() / 1000.0;
                passed.add(name + " +" + seconds);
            } else {
                Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                sentBack.add((RetryLater) cause);
            }
        });
    }

    private static Limit perSecond(String key) {
        return new Limit(key, 1, SECOND);
    }
}

package io.b24hub.bitrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.failure.RetryLater;
import io.b24hub.settings.BudgetSettings;
import io.b24hub.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeakyBucketTest {

    private final ManualClock clock = new ManualClock();
    private final Instant start = clock.instant();
    private final List<Instant> granted = Collections.synchronizedList(new ArrayList<>());

    @Test
    void lets_a_full_bucket_out_at_once_and_then_two_a_second() {
        LeakyBucket bucket = exact(BudgetSettings.STANDARD);

        ask(bucket, 60);

        assertThat(granted).hasSize(50);
        assertThat(bucket.level()).isEqualTo(50);
        assertThat(bucket.waiting()).isEqualTo(10);

        clock.advance(Duration.ofMillis(499));
        assertThat(granted).hasSize(50);
        clock.advance(Duration.ofMillis(1));
        assertThat(granted).hasSize(51);
        clock.advance(Duration.ofSeconds(1));
        assertThat(granted).hasSize(53);
        clock.advance(Duration.ofSeconds(10));
        assertThat(granted).hasSize(60);
        assertThat(bucket.waiting()).isZero();
    }

    @Test
    void leaves_a_margin_unused_by_default() {
        LeakyBucket bucket = new LeakyBucket(BudgetSettings.STANDARD, clock);

        ask(bucket, 60);

        assertThat(granted).hasSize(48);
    }

    @Test
    void always_keeps_one_drop_usable() {
        LeakyBucket bucket = new LeakyBucket(new BudgetSettings(2, 1), clock, 5, 10);

        ask(bucket, 2);
        assertThat(granted).hasSize(1);

        clock.advance(Duration.ofSeconds(1));
        assertThat(granted).hasSize(2);
    }

    @Test
    void drains_while_nobody_asks() {
        LeakyBucket bucket = exact(BudgetSettings.STANDARD);
        ask(bucket, 50);

        clock.advance(Duration.ofSeconds(10));
        assertThat(bucket.level()).isEqualTo(30);
        clock.advance(Duration.ofHours(1));
        assertThat(bucket.level()).isZero();

        granted.clear();
        ask(bucket, 51);
        assertThat(granted).hasSize(50);
    }

    @Test
    void never_lets_more_than_the_bucket_and_its_drain_through_any_window() {
        BudgetSettings odd = new BudgetSettings(7, 3);
        LeakyBucket bucket = exact(odd);
        Random random = new Random(20260301);

        for (int i = 0; i < 3000; i++) {
            ask(bucket, random.nextInt(4));
            clock.advance(Duration.ofNanos(random.nextLong(2_000_000_000L)));
        }
        clock.advance(Duration.ofHours(1));

        assertThat(granted).hasSizeGreaterThan(4000);
        assertNoWindowOverflows(odd);
    }

    @Test
    void uses_what_the_rate_allows_over_a_long_time() {
        LeakyBucket bucket = exact(BudgetSettings.STANDARD);

        ask(bucket, 7250);
        clock.advance(Duration.ofHours(1));

        assertThat(granted).hasSize(50 + 7200);
    }

    @Test
    void serves_in_the_order_of_asking() {
        LeakyBucket bucket = exact(new BudgetSettings(1, 1));
        List<Integer> order = new ArrayList<>();

        for (int i = 0; i < 20; i++) {
            int number = i;
            bucket.acquire().thenRun(() -> order.add(number));
        }
        clock.advance(Duration.ofSeconds(5));
        // the bucket has room for nobody who comes later than those who wait
        bucket.acquire().thenRun(() -> order.add(20));
        clock.advance(Duration.ofSeconds(20));

        assertThat(order).isEqualTo(IntStream.rangeClosed(0, 20).boxed().toList());
    }

    @Test
    void gives_the_drop_of_a_caller_that_left_to_the_next_one() {
        LeakyBucket bucket = exact(new BudgetSettings(1, 1));
        ask(bucket, 1);
        CompletableFuture<Void> impatient = bucket.acquire().toCompletableFuture();
        ask(bucket, 1);

        impatient.cancel(false);
        clock.advance(Duration.ofSeconds(1));

        assertThat(granted).hasSize(2);
    }

    @Test
    void refuses_when_too_many_wait() {
        LeakyBucket bucket = new LeakyBucket(new BudgetSettings(1, 1), clock, 0, 3);
        ask(bucket, 4);

        CompletableFuture<Void> refused = bucket.acquire().toCompletableFuture();

        assertThatThrownBy(refused::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        RetryLater.class, later -> assertThat(later.at()).isAfter(start));
        assertThat(bucket.waiting()).isEqualTo(3);
    }

    @Test
    void counts_nothing_when_the_portal_has_no_limit() {
        LeakyBucket bucket = new LeakyBucket(BudgetSettings.UNLIMITED, clock);

        ask(bucket, 100_000);

        assertThat(granted).hasSize(100_000);
        assertThat(bucket.level()).isZero();
        assertThat(clock.waiting()).isZero();
    }

    @Test
    void a_refusal_fills_the_bucket_and_holds_everything_for_a_second() {
        LeakyBucket bucket = exact(BudgetSettings.STANDARD);

        Duration hold = bucket.refused(bucket.round());
        ask(bucket, 4);

        assertThat(hold).isEqualTo(Duration.ofSeconds(1));
        assertThat(bucket.level()).isEqualTo(50);
        assertThat(granted).isEmpty();
        clock.advance(Duration.ofMillis(999));
        assertThat(granted).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(granted).hasSize(2);
        clock.advance(Duration.ofMillis(500));
        assertThat(granted).hasSize(3);
    }

    @Test
    void holds_half_as_long_again_after_each_refusal_and_forgets_after_a_success() {
        LeakyBucket bucket = exact(BudgetSettings.STANDARD);

        List<Long> holds = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            holds.add(bucket.refused(bucket.round()).toMillis());
        }
        bucket.accepted(bucket.round());

        assertThat(holds.subList(0, 4)).containsExactly(1000L, 1500L, 2250L, 3375L);
        assertThat(holds.subList(9, 12)).containsOnly(30_000L);
        assertThat(bucket.refused(bucket.round())).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void calls_refused_together_count_as_one_refusal() {
        LeakyBucket bucket = exact(BudgetSettings.STANDARD);
        long round = bucket.round();

        for (int i = 0; i < 48; i++) {
            bucket.refused(round);
        }
        bucket.accepted(round);

        // had the late success of the same round been believed, this would be one second
        assertThat(bucket.refused(bucket.round())).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void holds_an_unlimited_portal_too_when_it_refuses() {
        LeakyBucket bucket = new LeakyBucket(BudgetSettings.UNLIMITED, clock);

        bucket.refused(bucket.round());
        ask(bucket, 3);

        assertThat(granted).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(granted).hasSize(3);
    }

    @Test
    void a_clock_set_back_costs_no_more_than_a_full_bucket() {
        SteppingClock stepping = new SteppingClock(clock);
        LeakyBucket bucket = new LeakyBucket(BudgetSettings.STANDARD, stepping, 0, 100);
        ask(bucket, 50);

        stepping.step(Duration.ofHours(-1));
        ask(bucket, 1);
        clock.advance(Duration.ofSeconds(1));

        assertThat(granted).hasSize(51);
    }

    @Test
    void stays_within_the_limit_when_many_threads_ask_while_time_goes_on() throws Exception {
        BudgetSettings settings = new BudgetSettings(20, 10);
        LeakyBucket bucket = exact(settings);
        ExecutorService threads = Executors.newFixedThreadPool(8);

        List<Future<?>> asking = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            asking.add(threads.submit(() -> ask(bucket, 500)));
        }
        while (asking.stream().anyMatch(f -> !f.isDone())) {
            clock.advance(Duration.ofMillis(10));
            Thread.onSpinWait();
        }
        for (Future<?> future : asking) {
            future.get();
        }
        threads.shutdown();
        clock.advance(Duration.ofHours(1));

        assertThat(granted).hasSize(4000);
        assertThat(bucket.waiting()).isZero();
        // a permit is noted at or after its time, never before, so each count from the start is a lower bound
        List<Instant> sorted = granted.stream().sorted().toList();
        for (int i = 0; i < sorted.size(); i++) {
            double seconds = Duration.between(start, sorted.get(i)).toNanos() / 1e9;
            assertThat(i + 1.0).isLessThanOrEqualTo(20 + 10 * seconds + 1e-6);
        }
    }

    @Test
    void several_hubs_at_one_address_have_an_equal_part_each() {
        LeakyBucket bucket = exact(BudgetSettings.STANDARD);
        bucket.share(2);

        ask(bucket, 60);

        assertThat(granted).hasSize(25);
        assertThat(bucket.capacity()).isEqualTo(25);
        clock.advance(Duration.ofSeconds(2));
        assertThat(granted).hasSize(27);
    }

    @Test
    void what_is_in_the_bucket_is_shared_and_given_back_with_it() {
        LeakyBucket bucket = exact(BudgetSettings.STANDARD);
        ask(bucket, 40);

        bucket.share(2);
        assertThat(bucket.level()).isEqualTo(20);
        bucket.share(1);
        assertThat(bucket.level()).isEqualTo(40);

        ask(bucket, 20);
        assertThat(granted).hasSize(50);
    }

    @Test
    void who_waits_is_served_at_the_new_rate() {
        LeakyBucket bucket = exact(BudgetSettings.STANDARD);
        bucket.share(5);
        ask(bucket, 30);
        assertThat(granted).hasSize(10);

        bucket.share(1);
        clock.advance(Duration.ofSeconds(1));

        assertThat(granted).hasSize(12);
    }

    @Test
    void at_least_this_process_has_a_part() {
        LeakyBucket bucket = exact(BudgetSettings.STANDARD);

        assertThatThrownBy(() -> bucket.share(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_drop_that_was_given_back_serves_the_next() {
        LeakyBucket bucket = exact(new BudgetSettings(1, 1));
        ask(bucket, 2);

        bucket.giveBack();

        assertThat(granted).hasSize(2);
    }

    private LeakyBucket exact(BudgetSettings settings) {
        return new LeakyBucket(settings, clock, 0, 100_000);
    }

    private void ask(LeakyBucket bucket, int times) {
        for (int i = 0; i < times; i++) {
            bucket.acquire().thenRun(() -> granted.add(clock.instant()));
        }
    }

    // Plays the portal's own bucket over what was let through.
    private void assertNoWindowOverflows(BudgetSettings settings) {
        double level = 0;
        Instant last = start;
        for (Instant at : granted) {
            double seconds = Duration.between(last, at).toNanos() / 1e9;
            level = Math.max(0, level - seconds * settings.perSecond()) + 1;
            last = at;
            assertThat(level).isLessThanOrEqualTo(settings.capacity() + 1e-6);
        }
    }
}

package io.b24hub.delivery;

import static io.b24hub.delivery.Bench.DELIVERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.delivery.ScriptedFlow.Attempt;
import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryState;
import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More comes in than the far side takes. */
@Timeout(60)
class DeliveryEngineStormTest {

    private static final Rate GROUP = new Rate(20, Duration.ofMinutes(1));
    private static final Duration TURN = Duration.ofSeconds(3);

    @TempDir
    private Path folder;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final ManualClock clock = new ManualClock();
    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(folder.resolve("hub.db"), clock, new DeliveryListener() {
            @Override
            public void stormBegan(String flow, Shaping shaping, int waiting, Duration drain) {
                told.add(flow + " falls behind: " + waiting + " waiting, " + drain.toSeconds() + " s");
            }

            @Override
            public void stormEnded(String flow, int digests, int deliveries, Duration took) {
                told.add(flow + " keeps up: " + deliveries + " in " + digests);
            }
        });
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static FlowSpec chat(int concurrency, Batching batching, Duration maxBehind, Optional<Rate> pace) {
        return Bench.spec("chat", concurrency, batching, Optional.empty(), Set.of("telegram:-1"))
                .withShaping(Optional.of(new Shaping(maxBehind, 40, pace)));
    }

    /** To a group, from which it may be a minute behind. */
    private static FlowSpec group() {
        return chat(16, Batching.NONE, Duration.ofMinutes(1), Optional.of(GROUP));
    }

    private void accept(String prefix, int count) {
        for (int i = 0; i < count; i++) {
            String event = name(prefix, i);
            bench.store.accept(bench.event(event), List.of("chat")).join();
        }
        bench.engine.wake(List.of("chat"));
    }

    private static String name(String prefix, int number) {
        return String.format("%s%04d", prefix, number);
    }

    private static List<String> names(String prefix, int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> name(prefix, i)).toList();
    }

    private FlowSnapshot snapshot() {
        return bench.engine.snapshot().flows().stream()
                .filter(flow -> flow.flow().equals("chat"))
                .findFirst()
                .orElseThrow();
    }

    /** A far side that takes one message in each turn, the oldest first, until no more come. */
    private final class Chat {

        private final List<Attempt> waiting = new CopyOnWriteArrayList<>();
        private final List<Attempt> taken = new ArrayList<>();
        private final Function<Attempt, Outcome> outcome;
        private int mostInHand;

        Chat(Function<Attempt, Outcome> outcome) {
            this.outcome = outcome;
        }

        DeliveryHandler handler() {
            return ScriptedFlow.doing(waiting::add);
        }

        boolean takeOne() {
            bench.quiet();
            mostInHand = Math.max(mostInHand, waiting.size());
            if (waiting.isEmpty()) {
                return false;
            }
            Attempt next = waiting.remove(0);
            taken.add(next);
            next.end(outcome.apply(next));
            bench.advance(TURN);
            return true;
        }

        void takeAll() {
            for (boolean some = true; some; ) {
                some = takeOne();
            }
        }

        List<Integer> sizes() {
            return taken.stream().map(attempt -> attempt.batch().size()).toList();
        }

        List<String> events() {
            return taken.stream().flatMap(attempt -> attempt.events().stream()).toList();
        }
    }

    @Test
    void what_cannot_go_one_by_one_in_time_goes_in_digests_the_oldest_first_and_each_once() {
        accept("e", 300);
        Chat chat = new Chat(attempt -> DELIVERED);
        Instant begin = clock.instant();
        bench.run(group(), chat.handler());

        chat.takeAll();

        assertThat(chat.sizes()).containsExactly(1, 1, 1, 40, 40, 40, 40, 40, 40, 40, 17);
        assertThat(chat.events()).containsExactlyElementsOf(names("e", 0, 300));
        assertThat(Duration.between(begin, clock.instant())).isLessThan(Duration.ofSeconds(40));
        assertThat(told).containsExactly("chat falls behind: 21 waiting, 63 s", "chat keeps up: 297 in 8");
        assertThat(bench.store.attempts(bench.delivery("e0100").id()).get(0).steps())
                .startsWith("in a digest of 40");
    }

    @Test
    void few_digests_are_in_hand_and_few_single_ones_before() {
        accept("e", 300);
        Chat chat = new Chat(attempt -> DELIVERED);
        bench.run(group(), chat.handler());

        chat.takeAll();

        assertThat(chat.mostInHand).isEqualTo(2);
    }

    @Test
    void what_goes_one_by_one_in_time_is_left_alone() {
        accept("e", 20);
        Chat chat = new Chat(attempt -> DELIVERED);
        bench.run(group(), chat.handler());

        chat.takeAll();

        assertThat(chat.sizes()).hasSize(20).containsOnly(1);
        assertThat(told).isEmpty();
    }

    @Test
    void afterwards_it_goes_on_one_by_one() {
        accept("e", 100);
        Chat chat = new Chat(attempt -> DELIVERED);
        bench.run(group(), chat.handler());
        bench.advance(Duration.ofSeconds(1));
        assertThat(snapshot().digestSince()).hasValue(clock.instant());
        assertThat(bench.engine.waiting("chat")).isPresent();
        chat.takeAll();
        assertThat(snapshot().digestSince()).isEmpty();
        assertThat(bench.engine.waiting("chat")).isEmpty();

        accept("later", 5);
        chat.takeAll();

        assertThat(chat.sizes()).endsWith(1, 1, 1, 1, 1);
    }

    @Test
    void what_comes_while_the_last_digest_is_in_hand_goes_together_and_what_comes_later_does_not() {
        accept("e", 100);
        Chat chat = new Chat(attempt -> DELIVERED);
        bench.run(group(), chat.handler());
        IntStream.range(0, 4).forEach(i -> chat.takeOne());

        accept("young", 4);
        chat.takeAll();
        accept("younger", 3);
        chat.takeAll();

        assertThat(chat.sizes()).containsExactly(1, 1, 1, 40, 40, 17, 4, 1, 1, 1);
        assertThat(told).last().isEqualTo("chat keeps up: 101 in 4");
    }

    @Test
    void a_handler_can_know_how_many_wait_behind_a_digest() {
        accept("e", 200);
        List<String> known = new CopyOnWriteArrayList<>();
        bench.run(group(), (batch, done) -> {
            known.add(batch.size() + " " + bench.engine.waiting("chat"));
            clock.runIn(TURN, () -> done.accept(DELIVERED));
        });

        IntStream.range(0, 12).forEach(i -> bench.advance(Duration.ofSeconds(1)));

        assertThat(known)
                .startsWith("1 OptionalInt.empty", "1 OptionalInt.empty")
                .contains("40 OptionalInt[78]");
    }

    @Test
    void a_flow_that_drops_most_of_what_it_gets_gets_no_digests_for_it() {
        accept("e", 250);
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        bench.run(group(), (batch, done) -> {
            sizes.add(batch.size());
            boolean sends = sizes.size() % 20 == 0;
            clock.runIn(
                    Duration.ofMillis(50), () -> done.accept(sends ? DELIVERED : new Outcome.Filtered(Report.NONE)));
        });

        while (sizes.size() < 250) {
            bench.advance(Duration.ofMillis(50));
        }
        bench.advance(Duration.ofMillis(50));

        assertThat(sizes).containsOnly(1);
        assertThat(told).isEmpty();
    }

    @Test
    void without_a_known_pace_it_is_measured() {
        accept("e", 200);
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        bench.run(chat(2, Batching.NONE, Duration.ofSeconds(20), Optional.empty()), (batch, done) -> {
            sizes.add(batch.size());
            clock.runIn(Duration.ofSeconds(1), () -> done.accept(DELIVERED));
        });

        IntStream.range(0, 12).forEach(i -> bench.advance(Duration.ofSeconds(1)));

        assertThat(told).first().isEqualTo("chat falls behind: 41 waiting, 20 s");
        assertThat(sizes.subList(0, 12)).containsOnly(1);
        assertThat(sizes).contains(40);
        assertThat(bench.state("e0199")).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void batches_are_larger_in_a_storm() {
        accept("e", 300);
        Chat chat = new Chat(attempt -> DELIVERED);
        bench.run(
                chat(16, new Batching(5, Duration.ofSeconds(2)), Duration.ofSeconds(30), Optional.of(GROUP)),
                chat.handler());

        chat.takeAll();

        assertThat(chat.sizes()).startsWith(5, 5, 5, 40, 40);
        assertThat(chat.events()).containsExactlyElementsOf(names("e", 0, 300));
    }

    @Test
    void events_of_one_entity_are_in_different_digests_in_their_order() {
        for (int i = 0; i < 200; i++) {
            bench.store
                    .accept(bench.event(name("e", i), "deal" + i % 70), List.of("chat"))
                    .join();
        }
        Chat chat = new Chat(attempt -> DELIVERED);
        bench.run(group(), chat.handler());

        chat.takeAll();

        assertThat(chat.events()).containsExactlyInAnyOrderElementsOf(names("e", 0, 200));
        for (Attempt attempt : chat.taken) {
            Set<String> deals = new HashSet<>();
            assertThat(attempt.batch()).allMatch(delivery -> deals.add(deal(delivery)));
        }
        for (int deal = 0; deal < 70; deal++) {
            String name = "deal" + deal;
            assertThat(chat.taken.stream()
                            .flatMap(attempt -> attempt.batch().stream())
                            .filter(delivery -> deal(delivery).equals(name))
                            .map(delivery -> delivery.event().id()))
                    .isSorted();
        }
    }

    private static String deal(Delivery delivery) {
        return delivery.event().entity().id();
    }

    @Test
    void the_culprit_of_a_digest_is_parked_alone() {
        accept("e", 100);
        Chat chat = new Chat(attempt ->
                attempt.events().contains("e0050") ? new Outcome.Hopeless("Bad line.", "Mend it.") : DELIVERED);
        bench.run(group(), chat.handler());

        chat.takeAll();

        assertThat(bench.state("e0050")).isEqualTo(DeliveryState.PARKED);
        assertThat(names("e", 0, 100))
                .filteredOn(event -> !event.equals("e0050"))
                .allSatisfy(event -> assertThat(bench.state(event)).isEqualTo(DeliveryState.DELIVERED));
        assertThat(bench.engine.running()).isZero();
    }

    @Test
    void a_far_side_that_asks_to_wait_interrupts_a_storm_and_does_not_end_it() {
        accept("e", 100);
        Chat chat = new Chat(attempt -> DELIVERED);
        bench.run(group(), chat.handler());
        chat.takeOne();
        chat.takeOne();
        bench.quiet();
        Instant later = clock.instant().plusSeconds(30);

        chat.waiting.remove(0).end(new Outcome.Later(later, "Too fast.", Bench.at("telegram:-1")));
        bench.quiet();
        assertThat(snapshot().held()).isTrue();
        assertThat(snapshot().digestSince()).isPresent();
        bench.advance(Duration.ofSeconds(30));
        chat.takeAll();

        assertThat(chat.events()).containsExactlyInAnyOrderElementsOf(names("e", 0, 100));
        assertThat(chat.taken).hasSizeLessThanOrEqualTo(6);
        assertThat(told).hasSize(2);
    }

    @Test
    void the_last_digest_comes_back_as_one_when_it_fails_or_is_asked_to_wait() {
        accept("e", 43);
        List<Outcome> refusals = new ArrayList<>(List.of(
                new Outcome.Retry("HTTP 502."), new Outcome.Later(Instant.MIN, "Too fast.", Bench.at("telegram:-1"))));
        Chat chat =
                new Chat(attempt -> attempt.batch().size() > 1 && !refusals.isEmpty() ? refusals.remove(0) : DELIVERED);
        bench.run(group(), chat.handler());

        for (int second = 0; second < 20; second++) {
            chat.takeAll();
            bench.advance(Duration.ofSeconds(1));
        }

        assertThat(chat.sizes()).containsExactly(1, 1, 1, 40, 40, 40);
        assertThat(bench.state("e0042")).isEqualTo(DeliveryState.DELIVERED);
        assertThat(told).hasSize(2);
    }

    @Test
    void a_stop_in_a_storm_gives_back_what_has_not_begun() {
        accept("e", 200);
        Chat chat = new Chat(attempt -> DELIVERED);
        bench.run(group(), chat.handler());
        chat.takeOne();
        chat.takeOne();
        bench.quiet();

        bench.engine.drain();
        List<Attempt> begun = List.copyOf(chat.waiting);
        bench.advance(Duration.ofSeconds(60));
        assertThat(chat.waiting).isEqualTo(begun);
        assertThat(bench.state("e0199")).isEqualTo(DeliveryState.DUE);
        bench.engine.start();
        chat.takeAll();

        assertThat(chat.events()).containsExactlyInAnyOrderElementsOf(names("e", 0, 200));
    }

    @Test
    void a_store_that_cannot_count_leaves_the_flow_as_it_is() {
        accept("e", 100);
        Chat chat = new Chat(attempt -> DELIVERED);
        bench.store.failCounts(1000);
        bench.run(group(), chat.handler());
        chat.takeOne();
        chat.takeOne();
        assertThat(chat.sizes()).containsOnly(1);

        bench.store.failCounts(0);
        chat.takeAll();

        assertThat(chat.events()).containsExactlyElementsOf(names("e", 0, 100));
        assertThat(chat.sizes()).contains(40);
    }
}

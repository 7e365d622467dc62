package io.b24hub.delivery;

import static io.b24hub.delivery.Bench.DELIVERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.store.DeliveryState;
import io.b24hub.store.Hold;
import io.b24hub.store.SqliteStore;
import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One hub of several on one store. */
class DeliveryEngineSharedStoreTest {

    @TempDir
    private Path folder;

    private final List<Integer> heard = new CopyOnWriteArrayList<>();
    private SharedStore shared;
    private Bench bench;

    @BeforeEach
    void open() {
        ManualClock clock = new ManualClock();
        shared = new SharedStore(SqliteStore.open(folder.resolve("hub.db"), clock), clock);
        bench = new Bench(shared, clock, new DeliveryListener() {
            @Override
            public void instances(int count) {
                heard.add(count);
            }
        });
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void seconds(int count) {
        for (int second = 0; second < count; second++) {
            bench.advance(Duration.ofSeconds(1));
        }
    }

    @Test
    void renews_its_lease_four_times_a_term() {
        bench.run("chat", 1, ScriptedFlow.leftOpen());
        bench.quiet();

        seconds(80);

        assertThat(shared.renewals()).isBetween(8, 9);
    }

    @Test
    void begins_nothing_once_its_lease_has_ended_and_goes_on_when_it_is_renewed() {
        ScriptedFlow chat = ScriptedFlow.leftOpen();
        bench.run("chat", 1, chat);
        bench.accept("chat", "e1", "e2", "e3");
        bench.quiet();
        assertThat(bench.state("e3")).as("claimed ahead").isEqualTo(DeliveryState.RUNNING);
        shared.cutOff(true);
        seconds(41);

        chat.attempt(1).end(DELIVERED);
        seconds(5);

        assertThat(chat.events()).containsExactly("e1");
        assertThat(bench.state("e3")).as("given back").isEqualTo(DeliveryState.DUE);
        shared.cutOff(false);
        seconds(2);
        assertThat(chat.events()).containsExactly("e1", "e2");
    }

    @Test
    void begins_nothing_that_was_claimed_under_an_earlier_lease_even_if_nobody_noticed_its_end() {
        ScriptedFlow chat = ScriptedFlow.leftOpen();
        bench.run("chat", 1, chat);
        bench.accept("chat", "e1", "e2");
        bench.quiet();
        assertThat(bench.state("e2")).as("claimed ahead").isEqualTo(DeliveryState.RUNNING);
        long claim = chat.attempt(1).delivery().claim();

        // frozen while a renewal is under way, for longer than the lease; its answer is the first thing to be heard
        CompletableFuture<Void> answer = shared.answerLater();
        seconds(10);
        CompletableFuture<Void> frozen = new CompletableFuture<>();
        bench.engine.tell(listener -> frozen.join());
        answer.complete(null);
        bench.clock.advance(Duration.ofSeconds(35));
        frozen.complete(null);
        bench.quiet();
        chat.attempt(1).end(DELIVERED);
        bench.quiet();

        assertThat(chat.events()).containsExactly("e1", "e2");
        assertThat(chat.attempt(2).delivery().claim()).as("claimed anew").isGreaterThan(claim);
    }

    @Test
    void begins_nothing_whose_claim_was_asked_for_under_an_earlier_lease_and_answered_after_the_renewal() {
        ScriptedFlow chat = ScriptedFlow.leftOpen();
        bench.run("chat", 1, chat);
        seconds(5);
        CompletableFuture<Void> answer = shared.claimLater();
        bench.accept("chat", "e1");
        bench.awaitState("e1", DeliveryState.RUNNING);
        shared.cutOff(true);
        seconds(41);
        shared.cutOff(false);
        seconds(2);

        answer.complete(null);
        seconds(2);

        assertThat(chat.attempts()).hasSize(1);
        assertThat(chat.attempt(1).delivery().claim()).as("claimed anew").isEqualTo(2);
    }

    @Test
    @Timeout(60)
    void goes_on_when_claims_of_both_lanes_were_answered_after_the_renewal() {
        ScriptedFlow chat = ScriptedFlow.leftOpen();
        bench.accept("chat", "e1");
        CompletableFuture<Void> answer = shared.claimLater();
        bench.run("chat", 1, chat);
        bench.awaitState("e1", DeliveryState.RUNNING);
        shared.cutOff(true);
        seconds(41);
        shared.cutOff(false);
        seconds(2);

        answer.complete(null);
        seconds(2);
        bench.accept("chat", "e2");
        seconds(2);
        chat.attempt(1).end(DELIVERED);
        seconds(2);

        assertThat(chat.events()).containsExactly("e1", "e2");
    }

    @Test
    void finds_what_another_hub_put_into_the_store() {
        ScriptedFlow chat = ScriptedFlow.ending(delivery -> DELIVERED);
        bench.run("chat", 1, chat);
        bench.advance(Duration.ofSeconds(10));

        bench.store.accept(bench.event("e1"), List.of("chat")).join();
        seconds(2);

        assertThat(chat.events()).containsExactly("e1");
    }

    @Test
    void obeys_what_was_put_on_hold_at_another_hub() {
        ScriptedFlow chat = ScriptedFlow.ending(delivery -> DELIVERED);
        bench.run("chat", 1, chat);
        bench.store
                .hold(new Hold(Hold.Kind.FLOW, "chat", bench.clock.instant(), Optional.empty(), "Pause.", "http"))
                .join();
        seconds(4);

        bench.accept("chat", "e1");
        seconds(4);

        assertThat(chat.attempts()).isEmpty();
        bench.store.lift(Hold.Kind.FLOW, "chat").join();
        seconds(4);
        assertThat(chat.attempts()).hasSize(1);
    }

    @Test
    void tells_how_many_hubs_there_are() {
        bench.run("chat", 1, ScriptedFlow.leftOpen());
        bench.quiet();
        assertThat(bench.engine.instances()).isEqualTo(1);

        shared.finds(3, 0);
        seconds(10);

        assertThat(bench.engine.instances()).isEqualTo(3);
        assertThat(bench.engine.snapshot().instances()).isEqualTo(3);
        assertThat(heard).containsExactly(3);
    }
}

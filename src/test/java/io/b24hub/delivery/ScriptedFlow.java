package io.b24hub.delivery;

import static org.awaitility.Awaitility.await;

import io.b24hub.store.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** A flow that remembers its attempts; it ends each at once as told, or leaves the ending to the test. */
final class ScriptedFlow implements DeliveryHandler {

    /** One attempt; the test ends it with {@code done}. */
    record Attempt(List<Delivery> batch, Consumer<Outcome> done) {

        Delivery delivery() {
            return batch.get(0);
        }

        /** Ids of the events of the batch. */
        List<String> events() {
            return batch.stream().map(each -> each.event().id()).toList();
        }

        String event() {
            return delivery().event().id();
        }

        void end(Outcome outcome) {
            done.accept(outcome);
        }
    }

    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    private final Consumer<Attempt> script;

    private ScriptedFlow(Consumer<Attempt> script) {
        this.script = script;
    }

    /** Each attempt stays open until the test ends it. */
    static ScriptedFlow leftOpen() {
        return new ScriptedFlow(attempt -> {});
    }

    static ScriptedFlow ending(Function<Delivery, Outcome> outcome) {
        return new ScriptedFlow(attempt -> attempt.end(outcome.apply(attempt.delivery())));
    }

    static ScriptedFlow doing(Consumer<Attempt> script) {
        return new ScriptedFlow(script);
    }

    @Override
    public void deliver(List<Delivery> batch, Consumer<Outcome> done) {
        Attempt attempt = new Attempt(batch, done);
        attempts.add(attempt);
        script.accept(attempt);
    }

    List<Attempt> attempts() {
        return attempts;
    }

    /** Ids of the events, in order of the attempts. */
    List<String> events() {
        return attempts.stream().map(Attempt::event).toList();
    }

    /** Ids of the events of each attempt. */
    List<List<String>> batches() {
        return attempts.stream().map(Attempt::events).toList();
    }

    /** Waits for the attempt of this number, from 1. */
    Attempt attempt(int number) {
        await().atMost(Duration.ofSeconds(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> attempts.size() >= number);
        return attempts.get(number - 1);
    }
}

package io.b24hub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.time.ManualClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class IdenticalCallsTest {

    private final ManualClock clock = new ManualClock();
    private final IdenticalCalls calls = new IdenticalCalls(Duration.ofSeconds(10), clock, 3);

    @Test
    void forgets_the_oldest_when_there_are_too_many() {
        CompletableFuture<Answer> answer = remember(1);
        remember(2);
        remember(3);
        remember(4);

        assertThat(calls.remembered()).isEqualTo(3);
        CompletableFuture<Answer> again = new CompletableFuture<>();
        assertThat(calls.first(print(1), again)).isSameAs(again).isNotSameAs(answer);
    }

    @Test
    void forgets_what_is_older_than_the_window() {
        remember(1);
        remember(2);
        clock.advance(Duration.ofSeconds(10));
        remember(3);

        assertThat(calls.remembered()).isEqualTo(1);
    }

    @Test
    void forgets_only_the_call_it_was_told_to_forget() {
        CompletableFuture<Answer> first = remember(1);

        calls.forget(print(1), new CompletableFuture<>());
        assertThat(calls.first(print(1), new CompletableFuture<>())).isSameAs(first);

        calls.forget(print(1), first);
        assertThat(calls.remembered()).isZero();
    }

    private CompletableFuture<Answer> remember(long number) {
        return calls.first(print(number), new CompletableFuture<>());
    }

    private static IdenticalCalls.Print print(long number) {
        return new IdenticalCalls.Print(number, 0, 0, 0);
    }
}

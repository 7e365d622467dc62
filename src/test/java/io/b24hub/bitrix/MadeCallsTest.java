package io.b24hub.bitrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class MadeCallsTest {

    private final List<CompletableFuture<RestResult>> answers = new ArrayList<>();
    private final MadeCalls made = new MadeCalls();
    private final PortalCalls portal = made.through((method, params) -> {
        CompletableFuture<RestResult> answer = new CompletableFuture<>();
        answers.add(answer);
        return answer;
    });

    private static RestResult travelled(int commands, int ids, boolean shared, long waited) {
        return new RestResult(
                "result",
                OptionalInt.empty(),
                OptionalLong.empty(),
                Map.of(),
                new Travel(commands, ids, shared, Duration.ofMillis(waited), Duration.ZERO));
    }

    private static RestException failure() {
        return new RestException(
                "main",
                "user.get",
                new RestError(500, "", "", RestErrorClass.TEMPORARY, false, "Wait."),
                false,
                Optional.empty());
    }

    private void call(String method) {
        portal.call(RestCall.live(method, Map.of()));
    }

    @Test
    void nothing_called_is_nothing_to_say() {
        assertThat(made).hasToString("");
    }

    @Test
    void tells_each_method_in_the_order_of_the_calls_and_how_it_travelled() {
        call("crm.deal.get");
        portal.call("crm.deal.fields", Map.of());
        call("user.get");
        call("crm.status.list");
        answers.get(3).complete(travelled(1, 1, true, 0));
        answers.get(2).completeExceptionally(failure());
        answers.get(0).complete(travelled(12, 1, false, 340));

        assertThat(made)
                .hasToString("crm.deal.get in a batch of 12, waited 340 ms for its turn; crm.deal.fields;"
                        + " user.get failed; crm.status.list, answer shared");
    }

    @Test
    void equal_methods_are_counted() {
        for (int i = 0; i < 5; i++) {
            call("crm.deal.list");
        }
        call("user.get");
        call("user.get");
        answers.get(0).complete(travelled(12, 50, false, 0));
        answers.get(1).complete(travelled(3, 50, true, 70));
        answers.get(2).complete(travelled(3, 50, true, 60));
        answers.get(3).completeExceptionally(failure());

        assertThat(made)
                .hasToString(
                        "crm.deal.list x5 in batches of up to 12, up to 50 ids at once, 2 answers shared, waited up to"
                                + " 70 ms, 1 failed; user.get x2");
    }

    @Test
    void of_very_many_methods_the_first_are_told_and_the_others_counted() {
        for (int i = 0; i < 100; i++) {
            call("a.method.with.a.long.name.number." + i);
        }

        assertThat(made.toString())
                .startsWith("a.method.with.a.long.name.number.0; ")
                .hasSizeLessThan(420)
                .matches(".*; 9\\d more methods");
    }

    @Test
    void an_answer_is_told_of_before_the_caller_goes_on() {
        List<String> told = new ArrayList<>();
        portal.call("user.get", Map.of()).whenComplete((result, failure) -> told.add(made.toString()));
        made.sharing("crm.type.list", CompletableFuture.completedFuture(Optional.of("list")))
                .whenComplete((list, failure) -> told.add(made.toString()));
        answers.get(0).complete(travelled(2, 1, false, 0));

        assertThat(told)
                .containsExactly(
                        "user.get; crm.type.list, answer shared",
                        "user.get in a batch of 2; crm.type.list, answer shared");
    }

    @Test
    void the_answer_of_another_that_did_not_come_is_a_failure() {
        made.sharing("user.get", CompletableFuture.completedFuture(Optional.empty()));

        assertThat(made).hasToString("user.get failed");
    }

    @Test
    void the_caller_meets_answer_and_failure_as_they_are() {
        CompletableFuture<RestResult> good = portal.call("user.get", Map.of()).toCompletableFuture();
        CompletableFuture<RestResult> bad = portal.call("user.get", Map.of()).toCompletableFuture();
        RestResult result = travelled(1, 1, false, 0);
        RestException failure = failure();
        answers.get(0).complete(result);
        answers.get(1).completeExceptionally(failure);

        assertThat(good).isCompletedWithValue(result);
        assertThat(catchThrowable(bad::join))
                .isInstanceOf(CompletionException.class)
                .hasCause(failure);
        assertThat(bad.handle((any, why) -> why).join()).isSameAs(failure);
    }
}

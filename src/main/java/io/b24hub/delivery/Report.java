package io.b24hub.delivery;

import io.b24hub.store.Fact;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known of an attempt beside how it ended. All texts are for people and carry no secrets.
 *
 * @param steps what the flow did, in order: {@code bitrix24:read 34 ms}, {@code filter only-won: no},
 *     {@code telegram 12 ms}
 * @param failedAt the destination that the failure came from; empty when the attempt did not fail, or failed inside the
 *     hub. Failures without a destination open no breaker
 * @param status the far side's HTTP status, if it had one to give
 * @param response the beginning of what the far side answered; often empty
 * @param facts what is to be remembered of each delivery, by its number, when the attempt ended well; forgotten with any
 *     other end
 */
public record Report(
        List<String> steps,
        Optional<String> failedAt,
        OptionalInt status,
        String response,
        Map<Long, List<Fact>> facts) {

    /** Nothing is known. */
    public static final Report NONE = new Report(List.of());

    public Report {
        steps = List.copyOf(steps);
        facts = Map.copyOf(facts);
    }

    /** An attempt of which nothing is to be remembered. */
    public Report(List<String> steps, Optional<String> failedAt, OptionalInt status, String response) {
        this(steps, failedAt, status, response, Map.of());
    }

    /** An attempt that did not fail, and what is to be remembered of it. */
    public Report(List<String> steps, Map<Long, List<Fact>> facts) {
        this(steps, Optional.empty(), OptionalInt.empty(), "", facts);
    }

    /** An attempt that did not fail. */
    public Report(List<String> steps) {
        this(steps, Optional.empty(), OptionalInt.empty(), "");
    }
}

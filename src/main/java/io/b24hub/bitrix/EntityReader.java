package io.b24hub.bitrix;

import io.b24hub.bitrix.ReadOutcome.Found;
import io.b24hub.bitrix.ReadOutcome.Gone;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Reads the entity that an event is about. A missing one shows in many ways: an error that says so, an empty list from
 * {@code user.get}, an empty list where {@code tasks.task.get} has an object otherwise. All of them become {@link Gone}.
 *
 * <p>This class is thread-safe.
 */
public final class EntityReader {

    private final String portal;
    private final PortalCalls calls;

    /**
     * @param portal the portal's name, for messages
     * @param calls that portal's calls
     */
    public EntityReader(String portal, PortalCalls calls) {
        this.portal = portal;
        this.calls = calls;
    }

    /**
     * Reads one entity.
     *
     * @return completes exceptionally with {@link RestException}; of class {@link RestErrorClass#CONFIGURATION} when the
     *     plan does not fit the method's answer
     */
    public CompletionStage<ReadOutcome> read(ReadPlan plan) {
        return calls.call(plan.method(), plan.params())
                .handle((result, failure) -> failure == null ? outcome(plan, result) : outcome(failure))
                .thenCompose(Function.identity());
    }

    /**
     * Takes the entity out of an answer.
     *
     * @return empty when the portal has none
     * @throws IllegalArgumentException when the path is malformed or does not fit the answer
     */
    public static Optional<Map<String, Object>> entityFrom(RestResult result, String resultPath) {
        return new ResultPath(resultPath).find(result.result());
    }

    private CompletionStage<ReadOutcome> outcome(ReadPlan plan, RestResult result) {
        try {
            return CompletableFuture.completedFuture(entityFrom(result, plan.resultPath())
                    .<ReadOutcome>map(Found::new)
                    .orElseGet(Gone::new));
        } catch (IllegalArgumentException e) {
            RestError error = new RestError(
                    200,
                    "",
                    e.getMessage(),
                    RestErrorClass.CONFIGURATION,
                    false,
                    "The way to read this kind of entity does not fit what the method answers.");
            return CompletableFuture.failedFuture(
                    new RestException(portal, plan.method(), error, false, Optional.empty()));
        }
    }

    private static CompletionStage<ReadOutcome> outcome(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RestException e && e.errorClass() == RestErrorClass.GONE
                ? CompletableFuture.completedFuture(new Gone())
                : CompletableFuture.failedFuture(cause);
    }
}

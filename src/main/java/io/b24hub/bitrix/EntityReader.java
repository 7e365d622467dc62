package io.b24hub.bitrix;

import io.b24hub.bitrix.ReadOutcome.Found;
import io.b24hub.bitrix.ReadOutcome.Gone;
import io.b24hub.bitrix.ReadOutcome.Unreadable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Reads the entity that an event is about. A missing one shows in many ways: an error that says so, an empty list from
 * {@code user.get}, an empty list where {@code tasks.task.get} has an object otherwise. All of them become {@link Gone}.
 * A record that the webhook's owner has no right to becomes {@link Unreadable}: other records go on.
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
        return read(plan, ReadTerms.LIVE);
    }

    /**
     * Reads one entity, or some of its fields. Where the portal has a list for this kind of entity, a selection is read
     * through it, together with others; a list leaves out what is gone and what may not be seen alike, so an entity that
     * it does not give is asked for by itself. Elsewhere the whole entity is read, and the selection cut out of it. The
     * names are the same either way, and the id always comes along.
     *
     * @return as {@link #read(ReadPlan)}
     */
    public CompletionStage<ReadOutcome> read(ReadPlan plan, ReadTerms terms) {
        return ListPage.params(plan, terms.select())
                .map(params -> send(ListPage.method(plan).orElseThrow(), params, terms)
                        .handle((page, failure) -> failure == null
                                ? ListPage.entity(page)
                                        .<CompletionStage<ReadOutcome>>map(
                                                fields -> CompletableFuture.completedFuture(new Found(fields)))
                                        .orElseGet(() -> alone(plan, terms))
                                : withoutList(plan, terms, cause(failure)))
                        .thenCompose(Function.identity()))
                .orElseGet(() -> alone(plan, terms));
    }

    // That nothing of a kind may be seen, or that the kind is gone, is for the single read to say.
    private CompletionStage<ReadOutcome> withoutList(ReadPlan plan, ReadTerms terms, Throwable failure) {
        return failure instanceof RestException e
                        && (e.errorClass() == RestErrorClass.GONE || e.errorClass() == RestErrorClass.NO_ACCESS)
                ? alone(plan, terms)
                : CompletableFuture.failedFuture(failure);
    }

    private CompletionStage<ReadOutcome> alone(ReadPlan plan, ReadTerms terms) {
        return send(plan.method(), plan.params(), terms)
                .handle((result, failure) -> failure == null ? outcome(plan, terms, result) : outcome(failure))
                .thenCompose(Function.identity());
    }

    private CompletionStage<RestResult> send(String method, Map<String, Object> params, ReadTerms terms) {
        return calls.call(new RestCall(method, params, terms.lane(), terms.notOlderThan()));
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

    private CompletionStage<ReadOutcome> outcome(ReadPlan plan, ReadTerms terms, RestResult result) {
        try {
            return CompletableFuture.completedFuture(entityFrom(result, plan.resultPath())
                    .<ReadOutcome>map(fields -> new Found(cut(fields, terms.select())))
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

    private static Map<String, Object> cut(Map<String, Object> fields, List<String> select) {
        if (select.isEmpty() || select.contains("*")) {
            return fields;
        }
        Map<String, Object> cut = new LinkedHashMap<>(fields);
        cut.keySet().removeIf(name -> !name.equalsIgnoreCase("id") && !select.contains(name));
        return cut;
    }

    private static CompletionStage<ReadOutcome> outcome(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof RestException e && e.errorClass() == RestErrorClass.GONE) {
            return CompletableFuture.completedFuture(new Gone());
        }
        if (cause instanceof RestException e && e.errorClass() == RestErrorClass.NO_ACCESS) {
            return CompletableFuture.completedFuture(new Unreadable(e.getMessage()));
        }
        return CompletableFuture.failedFuture(cause);
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}

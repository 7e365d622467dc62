package io.b24hub.sweep;

import io.b24hub.bitrix.CallLane;
import io.b24hub.bitrix.PortalCalls;
import io.b24hub.bitrix.RestCall;
import io.b24hub.bitrix.RestResult;
import io.b24hub.failure.HubException;
import io.b24hub.time.HubClock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a portal in the lane of sweeps, and counts what that cost. Waits for answers: for a thread of the sweep's own. Not
 * thread-safe.
 */
final class PortalAsk {

    /** The portal's request limit may be used up by others for a while. */
    private static final long PATIENCE_MINUTES = 15;

    private final PortalCalls portal;
    private final HubClock clock;
    private long commands;
    private double requests;

    PortalAsk(PortalCalls portal, HubClock clock) {
        this.portal = portal;
        this.clock = clock;
    }

    /**
     * A page of a list.
     *
     * @param rows the rows, each a map
     * @param at when the portal made it, by its own clock; by the hub's when it does not say
     */
    record Page(List<Map<?, ?>> rows, OffsetDateTime at) {

        Instant instant() {
            return at.toInstant();
        }
    }

    /** Calls a list. */
    Page page(String method, Map<String, Object> params) {
        return page(begin(method, params));
    }

    /** Waits for a list. */
    Page page(CompletionStage<RestResult> call) {
        RestResult answer = get(call);
        return new Page(rows(answer.result()), time(answer));
    }

    /** Begins a call, so that several can travel together. */
    CompletionStage<RestResult> begin(String method, Map<String, Object> params) {
        return portal.call(RestCall.live(method, params).in(CallLane.SWEEP));
    }

    /** Waits for its answer. */
    RestResult get(CompletionStage<RestResult> call) {
        commands++;
        try {
            RestResult answer = await(call.toCompletableFuture());
            requests += 1.0 / Math.max(1, answer.travel().commands());
            return answer;
        } catch (RuntimeException e) {
            requests += 1;
            throw e;
        }
    }

    TypeReport.Cost cost() {
        return new TypeReport.Cost(commands, requests);
    }

    /** Waits, no longer than makes sense. */
    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_MINUTES, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new HubException(e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new HubException("No answer within " + PATIENCE_MINUTES + " minutes", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException("The hub stops", e);
        }
    }

    /** The rows of a list's answer, which stand in it or in its first member that is a list. */
    static List<Map<?, ?>> rows(Object result) {
        Object list = result;
        if (result instanceof Map<?, ?> map) {
            list = map.values().stream()
                    .map(Object.class::cast)
                    .filter(List.class::isInstance)
                    .findFirst()
                    .orElse(List.of());
        }
        List<Map<?, ?>> rows = new ArrayList<>();
        if (list instanceof List<?> all) {
            all.forEach(row -> {
                if (row instanceof Map<?, ?> fields) {
                    rows.add(fields);
                }
            });
        }
        return rows;
    }

    private OffsetDateTime time(RestResult answer) {
        return moment(answer.time().get("date_start"))
                .orElseGet(() -> clock.instant().atOffset(ZoneOffset.UTC));
    }

    /** A moment as the portal writes it; empty when it is none. */
    static Optional<OffsetDateTime> moment(Object value) {
        try {
            return value == null ? Optional.empty() : Optional.of(OffsetDateTime.parse(value.toString()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A whole number that may be a text; 0 for what is none. */
    static long number(Object value) {
        String text = String.valueOf(value);
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }
}

package io.b24hub.reading;

import io.b24hub.bitrix.RestException;
import io.b24hub.bitrix.RestResult;
import io.b24hub.time.HubClock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which methods for names do not answer, and why. Said once in the log when it begins and once when it ends. A method that
 * failed rests for {@link Shelf#PAUSE}, or longer when the portal said so: a webhook without the right to ask for people must
 * not spend the portal's budget on asking for each of them.
 *
 * <p>Thread-safe.
 */
final class Troubles {

    private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);

    private record Trouble(String reason, Instant until) {}

    private final String portal;
    private final HubClock clock;
    private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();

    Troubles(String portal, HubClock clock) {
        this.portal = portal;
        this.clock = clock;
    }

    /** Makes a call unless its method rests; notes how it ends. */
    CompletionStage<RestResult> spare(String method, Supplier<CompletionStage<RestResult>> call) {
        Trouble trouble = troubles.get(method);
        if (trouble != null && clock.instant().isBefore(trouble.until())) {
            return CompletableFuture.failedFuture(new IllegalStateException(method + " rests"));
        }
        return call.get().whenComplete((result, failure) -> {
            if (failure == null) {
                over(method);
            } else {
                begun(method, failure);
            }
        });
    }

    /** Methods that do not answer, each with the reason. */
    Map<String, String> reasons() {
        Map<String, String> reasons = new TreeMap<>();
        troubles.forEach((method, trouble) -> reasons.put(method, trouble.reason()));
        return reasons;
    }

    private void begun(String method, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        Instant until = clock.instant().plus(Shelf.PAUSE);
        if (cause instanceof RestException rest) {
            until = rest.retryAt().filter(until::isBefore).orElse(until);
        }
        Trouble before = troubles.put(method, new Trouble(String.valueOf(cause.getMessage()), until));
        if (before == null) {
            LOG.warn("Flows see ids of portal {} where {} would give names: {}", portal, method, cause.getMessage());
        }
    }

    private void over(String method) {
        if (troubles.remove(method) != null) {
            LOG.info("{} of portal {} gives names again", method, portal);
        }
    }
}

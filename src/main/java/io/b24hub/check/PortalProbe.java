package io.b24hub.check;

import io.b24hub.bitrix.PortalCalls;
import io.b24hub.bitrix.RestException;
import io.b24hub.bitrix.RestResult;
import io.b24hub.failure.HubException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a portal about itself in few calls: {@code profile} alone, everything else packed into batches. */
final class PortalProbe {

    /** What one command of a batch came to: a result, or an error's code and words. */
    record Answer(Optional<Object> result, String error) {

        boolean good() {
            return result.isPresent();
        }

        Map<?, ?> map() {
            return result.orElse(Map.of()) instanceof Map<?, ?> map ? map : Map.of();
        }
    }

    private static final int MOST_COMMANDS = 50;
    private static final long PATIENCE_SECONDS = 60;

    private final PortalCalls calls;

    PortalProbe(PortalCalls calls) {
        this.calls = calls;
    }

    /** @throws RestException when the portal refuses; {@link HubException} when it keeps nobody waiting */
    RestResult profile() {
        return call("profile", Map.of());
    }

    /** Asks several things at once: key to {@code method?query}. */
    Map<String, Answer> all(Map<String, String> commands) {
        Map<String, Answer> answers = new LinkedHashMap<>();
        List<String> keys = new ArrayList<>(commands.keySet());
        for (int from = 0; from < keys.size(); from += MOST_COMMANDS) {
            Map<String, String> part = new LinkedHashMap<>();
            keys.subList(from, Math.min(keys.size(), from + MOST_COMMANDS))
                    .forEach(key -> part.put(key, commands.get(key)));
            RestResult batch = call("batch", Map.of("halt", 0, "cmd", part));
            part.keySet().forEach(key -> answers.put(key, answer(batch, key)));
        }
        return answers;
    }

    /** The command that asks whether a method may be called. */
    static String availability(String method) {
        return "method.get?name=" + URLEncoder.encode(method, StandardCharsets.UTF_8);
    }

    private static Answer answer(RestResult batch, String key) {
        Map<?, ?> parts = map(batch.result());
        Object error = map(parts.get("result_error")).get(key);
        if (error != null) {
            Object code = map(error).get("error");
            Object words = map(error).get("error_description");
            return new Answer(Optional.empty(), code + (words == null ? "" : ", " + words));
        }
        Object result = map(parts.get("result")).get(key);
        return result == null ? new Answer(Optional.empty(), "no answer") : new Answer(Optional.of(result), "");
    }

    /** PHP writes an empty map as an empty list. */
    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private RestResult call(String method, Map<String, Object> params) {
        try {
            return calls.call(method, params).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof HubException refused ? refused : new HubException("failed", e.getCause());
        } catch (TimeoutException e) {
            throw new HubException("No answer to " + method + " within " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException("Interrupted while waiting for " + method, e);
        }
    }
}

package io.b24hub.connector.telegram;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.connector.SafeText;
import io.b24hub.failure.HubException;
import io.b24hub.settings.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.telegram.TelegramMessage;
import org.apache.camel.component.telegram.TelegramService;
import org.apache.camel.component.telegram.model.MessageResult;
import org.apache.camel.component.telegram.model.UpdateResult;

/**
 * Talks to one bot. A message is sent without holding a thread; the exchange goes on, exactly once, on the executor's
 * thread, when Telegram has answered, and carries an exception unless Telegram accepted the message.
 *
 * <p>Thread-safe. What it throws contains neither the token nor the address.
 */
final class BotApi implements TelegramService {

    private final HttpClient client;
    private final Executor executor;
    private final String methods;
    private final Duration timeout;
    private final ObjectMapper json = new ObjectMapper();
    private final BotMessages messages = new BotMessages(json);
    private final BotAnswers answers;
    private final SafeText safe;

    /**
     * @param baseUri of the Bot API, without the token
     * @param timeout from the request to the last byte of the answer
     * @param executor runs the rest of the route after an answer
     */
    BotApi(HttpClient client, String baseUri, Secret token, Duration timeout, Executor executor) {
        this.client = client;
        this.executor = executor;
        this.methods = baseUri + "/bot" + token.reveal() + "/";
        this.timeout = timeout;
        this.safe = new SafeText(List.of(token));
        this.answers = new BotAnswers(json, safe);
    }

    /** Not how the hub sends: nothing is paced, divided or remembered. */
    @Override
    public void sendMessage(Exchange exchange, AsyncCallback callback, TelegramMessage message) {
        BotMessage ready = messages.of(message);
        send(ready)
                .whenCompleteAsync(
                        (answer, failure) -> {
                            if (failure == null) {
                                exchange.getMessage().setBody(result(answer, ready.result()));
                            } else {
                                exchange.setException(cause(failure));
                            }
                            callback.done(false);
                        },
                        executor);
    }

    /** Sends one message; fails with what flows may see. Done on a thread of the HTTP client. */
    CompletableFuture<JsonNode> send(BotMessage message) {
        CompletableFuture<JsonNode> sent = new CompletableFuture<>();
        ask(message.call(json), timeout).whenComplete((answer, failure) -> {
            if (failure == null) {
                sent.complete(answer);
            } else {
                sent.completeExceptionally(told(message.method(), failure));
            }
        });
        return sent;
    }

    /** See {@link BotMessages#of}. */
    BotMessage message(TelegramMessage message) {
        return messages.of(message);
    }

    /** See {@link BotAnswers#result}. */
    MessageResult result(JsonNode answer, Class<? extends MessageResult> type) {
        return answers.result(answer, type);
    }

    /** What a future failed with. */
    static Throwable cause(Throwable failure) {
        return (failure instanceof CompletionException || failure instanceof ExecutionException)
                        && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    private CompletableFuture<JsonNode> ask(BotCall call, Duration limit) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(methods + call.method()))
                .header("Content-Type", call.contentType())
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofByteArray(call.body()))
                .build();
        CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(request, BodyHandlers.ofByteArray());
        // the client's own time limit ends with the headers and would let a stalled body hang
        return sent.copy()
                .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((response, failure) -> {
                    if (failure != null) {
                        sent.cancel(true);
                    }
                })
                .thenApply(response -> answers.accepted(call.method(), response));
    }

    /** The failure as flows may see it; the original is dropped, because its text is not under our control. */
    private Exception told(String method, Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof HubException refused) {
            return refused;
        }
        if (cause instanceof TimeoutException) {
            return new IOException("Telegram did not answer " + method + " within " + timeout.toMillis() + " ms");
        }
        return new IOException("Telegram could not be reached for " + method + ": " + safe.describe(cause));
    }

    /** Waits for updates, as long polling does: the time limit comes on top of Telegram's own waiting time. */
    @Override
    public UpdateResult getUpdates(Long offset, Integer limit, Integer timeoutSeconds) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        putIfGiven(parameters, "offset", offset);
        putIfGiven(parameters, "limit", limit);
        putIfGiven(parameters, "timeout", timeoutSeconds);
        Duration polling = Duration.ofSeconds(timeoutSeconds == null ? 0 : timeoutSeconds);
        JsonNode answer = askAndWait("getUpdates", parameters, timeout.plus(polling));
        try {
            return json.treeToValue(answer, UpdateResult.class);
        } catch (JsonProcessingException e) {
            throw new HubException("Telegram's updates could not be read: " + safe.excerpt(e.getOriginalMessage()));
        }
    }

    private static void putIfGiven(Map<String, Object> parameters, String name, Object value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }

    @Override
    public boolean setWebhook(String url) {
        return askAndWait("setWebhook", Map.of("url", url), timeout)
                .path("result")
                .asBoolean();
    }

    @Override
    public boolean removeWebhook() {
        return askAndWait("deleteWebhook", Map.of(), timeout).path("result").asBoolean();
    }

    private JsonNode askAndWait(String method, Map<String, Object> parameters, Duration limit) {
        try {
            BotMessage question =
                    new BotMessage(method, json.valueToTree(parameters), Optional.empty(), MessageResult.class);
            return ask(question.call(json), limit).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException("Interrupted while waiting for Telegram to answer " + method);
        } catch (ExecutionException e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(told(method, e));
        }
    }
}

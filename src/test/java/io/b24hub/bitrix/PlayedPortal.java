package io.b24hub.bitrix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A portal that answers each call by a rule, the commands of a batch like calls by themselves: a rule gives the JSON of a
 * result, or of an object with {@code error}. Answers are held back until {@link #answer()} unless told otherwise.
 */
final class PlayedPortal implements HttpTransport {

    private record Held(String method, JsonNode body, CompletableFuture<HttpAnswer> answer) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> calls = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final Queue<Held> held = new ArrayDeque<>();
    private Function<String, String> rule = line -> "{\"ID\":\"" + line.replaceAll("\\D", "") + "\"}";
    private boolean atOnce;

    /** Answers without being asked. */
    PlayedPortal atOnce() {
        atOnce = true;
        return this;
    }

    /** @param newRule from {@code method?query}, for a call alone from {@code method?} and its JSON */
    PlayedPortal rule(Function<String, String> newRule) {
        rule = newRule;
        return this;
    }

    /** The methods of the HTTP calls. */
    List<String> calls() {
        return calls;
    }

    /** How many commands each HTTP call carried. */
    List<Integer> sizes() {
        return sizes;
    }

    /** What ran: every command, alone or in a batch. */
    List<String> lines() {
        return lines;
    }

    /** Answers all that is held back. */
    void answer() {
        while (!held.isEmpty()) {
            Held next = held.remove();
            next.answer().complete(ScriptedPortal.answer(200, json(next)));
        }
    }

    /** Answers the oldest held call with something else. */
    void answer(int status, String body) {
        held.remove().answer().complete(ScriptedPortal.answer(status, body));
    }

    /** No answer comes to the oldest held call. */
    void lose(Throwable failure) {
        held.remove().answer().completeExceptionally(failure);
    }

    @Override
    public CompletionStage<HttpAnswer> post(String url, byte[] jsonBody) {
        String method = url.substring(url.lastIndexOf('/') + 1).replaceFirst("\\.json$", "");
        JsonNode body = parsed(jsonBody);
        calls.add(method);
        sizes.add(method.equals("batch") ? body.get("cmd").size() : 1);
        Held call = new Held(method, body, new CompletableFuture<>());
        if (atOnce) {
            call.answer().complete(ScriptedPortal.answer(200, json(call)));
        } else {
            held.add(call);
        }
        return call.answer();
    }

    private String json(Held call) {
        if (!call.method().equals("batch")) {
            String result = run(call.method() + "?" + call.body());
            return result.startsWith("{\"error\"") ? result : "{\"result\":" + result + ",\"time\":{}}";
        }
        Map<String, String> good = new LinkedHashMap<>();
        Map<String, String> bad = new LinkedHashMap<>();
        for (Iterator<Map.Entry<String, JsonNode>> all =
                        call.body().get("cmd").properties().iterator();
                all.hasNext(); ) {
            Map.Entry<String, JsonNode> command = all.next();
            String result = run(command.getValue().asText());
            (result.startsWith("{\"error\"") ? bad : good).put(command.getKey(), result);
        }
        return "{\"result\":{\"result\":" + map(good) + ",\"result_error\":" + map(bad)
                + ",\"result_total\":[],\"result_next\":[],\"result_time\":[]},\"time\":{}}";
    }

    private String run(String line) {
        lines.add(line);
        return rule.apply(line);
    }

    // as PHP writes it: an empty map is a list
    private static String map(Map<String, String> map) {
        if (map.isEmpty()) {
            return "[]";
        }
        StringBuilder text = new StringBuilder("{");
        map.forEach((key, value) -> text.append(text.length() == 1 ? "" : ",")
                .append('"')
                .append(key)
                .append("\":")
                .append(value));
        return text.append('}').toString();
    }

    private static JsonNode parsed(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.b24hub.bitrix;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers calls in the order of a script, and notes them. Without a script left, a call stays unanswered. */
final class ScriptedPortal implements HttpTransport {

    /** A call as it came. */
    record Request(String url, String body) {

        String method() {
            return url.substring(url.lastIndexOf('/') + 1).replaceFirst("\\.json$", "");
        }
    }

    static final String GOOD = "{\"result\":{\"ID\":\"1\"},\"time\":{}}";

    private final Queue<CompletionStage<HttpAnswer>> script = new ArrayDeque<>();
    private final List<Request> requests = new ArrayList<>();

    ScriptedPortal good() {
        return json(200, GOOD);
    }

    ScriptedPortal json(int status, String body) {
        return then(CompletableFuture.completedFuture(answer(status, body)));
    }

    ScriptedPortal error(int status, String code, String text) {
        return json(status, "{\"error\":\"" + code + "\",\"error_description\":\"" + text + "\"}");
    }

    ScriptedPortal html(int status) {
        byte[] page = "<html><body>Sorry</body></html>".getBytes(StandardCharsets.UTF_8);
        return then(CompletableFuture.completedFuture(
                new HttpAnswer(status, "text/html; charset=utf-8", page, Optional.empty())));
    }

    ScriptedPortal redirect(String location) {
        return then(CompletableFuture.completedFuture(new HttpAnswer(302, "", new byte[0], Optional.of(location))));
    }

    ScriptedPortal fails(Throwable failure) {
        return then(CompletableFuture.failedFuture(failure));
    }

    ScriptedPortal then(CompletionStage<HttpAnswer> answer) {
        script.add(answer);
        return this;
    }

    static HttpAnswer answer(int status, String body) {
        return new HttpAnswer(
                status, "application/json; charset=utf-8", body.getBytes(StandardCharsets.UTF_8), Optional.empty());
    }

    List<Request> requests() {
        return requests;
    }

    List<String> methods() {
        return requests.stream().map(Request::method).toList();
    }

    @Override
    public CompletionStage<HttpAnswer> post(String url, byte[] jsonBody) {
        requests.add(new Request(url, new String(jsonBody, StandardCharsets.UTF_8)));
        CompletionStage<HttpAnswer> answer = script.poll();
        return answer == null ? new CompletableFuture<>() : answer;
    }
}

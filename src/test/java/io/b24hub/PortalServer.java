package io.b24hub;

import io.b24hub.connector.ScriptedServer;
import io.b24hub.connector.ScriptedServer.Reply;
import io.b24hub.connector.ScriptedServer.Request;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A portal's REST endpoint at the socket: answers each method by a script, and remembers the calls. */
public final class PortalServer implements AutoCloseable {

    /** The secret part of {@link #webhookUrl()}. */
    public static final String SECRET = "s3cr3tofthewebhook01";

    private final Map<String, Function<Request, Reply>> answers = new ConcurrentHashMap<>();
    private final ScriptedServer server = new ScriptedServer(this::answer);

    private Reply answer(Request request) {
        return answers.getOrDefault(
                        method(request),
                        any -> Reply.of(
                                404,
                                "{\"error\":\"ERROR_METHOD_NOT_FOUND\",\"error_description\":\"Method not found!\"}"))
                .apply(request);
    }

    private static String method(Request request) {
        return request.path().substring(request.path().lastIndexOf('/') + 1).replace(".json", "");
    }

    /** Answers a method with a result, from now on. */
    public PortalServer answers(String method, String result) {
        return replies(method, request -> Reply.of(200, "{\"result\":" + result + ",\"time\":{\"operating\":0.1}}"));
    }

    /** Answers a method by a script, from now on. */
    public PortalServer replies(String method, Function<Request, Reply> script) {
        answers.put(method, script);
        return this;
    }

    /** The bodies that a method was called with, in order. */
    public List<String> calls(String method) {
        return server.requests().stream()
                .filter(request -> method(request).equals(method))
                .map(Request::text)
                .toList();
    }

    /** The address of its incoming webhook. */
    public String webhookUrl() {
        return server.url() + "/rest/1/" + SECRET + "/";
    }

    @Override
    public void close() {
        server.close();
    }
}

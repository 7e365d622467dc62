package io.b24hub.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which deliveries a command means; every word that is given must fit. */
final class Which {

    @Option(names = "--flow", paramLabel = "<id>", defaultValue = "", description = "Of this flow.")
    private String flow;

    @Option(
            names = "--state",
            paramLabel = "<state>",
            defaultValue = "",
            description = "due, running, parked, delivered, filtered, merged, dropped; several with commas.")
    private String state;

    @Option(names = "--portal", paramLabel = "<name>", defaultValue = "", description = "Of this portal.")
    private String portal;

    @Option(
            names = "--type",
            paramLabel = "<event>",
            defaultValue = "",
            description = "Of this event; * stands for anything: ONCRMDEAL*.")
    private String type;

    @Option(names = "--entity", paramLabel = "<entity>", defaultValue = "", description = "About this: deal:662.")
    private String entity;

    @Option(names = "--event", paramLabel = "<id>", defaultValue = "", description = "Of this event.")
    private String event;

    @Option(
            names = "--from",
            paramLabel = "<time>",
            defaultValue = "",
            description = "Received at or after: 2026-03-01T09:00:00Z, or a span before now: 2h.")
    private String from;

    @Option(names = "--to", paramLabel = "<time>", defaultValue = "", description = "Received before.")
    private String to;

    @Option(names = "--text", paramLabel = "<words>", defaultValue = "", description = "With this in the reason.")
    private String text;

    /** The words that were given, by the API's names. */
    Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("flow", flow);
        words.put("state", state);
        words.put("portal", portal);
        words.put("type", type);
        words.put("entity", entity);
        words.put("event", event);
        words.put("from", from);
        words.put("to", to);
        words.put("text", text);
        words.values().removeIf(String::isEmpty);
        return words;
    }

    ObjectNode json() {
        ObjectNode json = new ObjectMapper().createObjectNode();
        words().forEach(json::put);
        return json;
    }
}

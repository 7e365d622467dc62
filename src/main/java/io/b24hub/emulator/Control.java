package io.b24hub.emulator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What every emulator offers under {@code /} and {@code /_emulator/}. Thread-safe. */
final class Control {

    private static final String PREFIX = "/_emulator/";

    private final Emulator emulator;

    Control(Emulator emulator) {
        this.emulator = emulator;
    }

    /** Empty when the call is not for the control pages. */
    Optional<Reply> answer(Call call) {
        if (call.path().equals("/") && call.method().equals("GET")) {
            return Optional.of(Reply.text(200, page()));
        }
        if (!call.path().startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            return Optional.of(route(call));
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Optional.of(Reply.text(400, e.getMessage() + "\n"));
        }
    }

    private Reply route(Call call) {
        return switch (call.method() + " " + call.path().substring(PREFIX.length())) {
            case "GET received" ->
                json(emulator.received().stream().map(Control::shown).toList());
            case "DELETE received" -> {
                emulator.forgetReceived();
                yield json(Map.of("forgotten", true));
            }
            case "GET faults" ->
                json(emulator.faults().waiting().stream().map(Control::shown).toList());
            case "POST faults" -> {
                emulator.faults().add(fault(body(call)));
                yield json(Map.of("waiting", emulator.faults().waiting().size()));
            }
            case "DELETE faults" -> {
                emulator.faults().clear();
                yield json(Map.of("waiting", 0));
            }
            default ->
                emulator.control(call)
                        .orElseGet(() -> Reply.text(
                                404,
                                "Nothing is at " + call.method() + " " + call.path()
                                        + "; GET / lists what there is.\n"));
        };
    }

    static Map<String, Object> body(Call call) {
        return Json.object(call.text())
                .orElseThrow(() -> new IllegalArgumentException(
                        "The body must be a JSON object, for example {\"status\": 503, \"times\": 3}"));
    }

    static Reply json(Object value) {
        return Reply.json(200, Json.write(value) + "\n");
    }

    static int number(Map<String, Object> body, String key, int otherwise) {
        Object value = body.getOrDefault(key, otherwise);
        if (value instanceof Number number) {
            return number.intValue();
        }
        throw new IllegalArgumentException("\"" + key + "\" must be a number, not " + value);
    }

    private static Fault fault(Map<String, Object> body) {
        List<String> known =
                List.of("status", "seconds", "body", "delayMillis", "reset", "answerLost", "times", "path");
        body.keySet().stream().filter(key -> !known.contains(key)).findFirst().ifPresent(key -> {
            throw new IllegalArgumentException("A fault has no \"" + key + "\"; it has " + String.join(", ", known));
        });
        OptionalInt seconds =
                body.containsKey("seconds") ? OptionalInt.of(number(body, "seconds", 0)) : OptionalInt.empty();
        return new Fault(
                number(body, "status", 0),
                Optional.ofNullable(body.get("body")).map(String::valueOf),
                seconds,
                Duration.ofMillis(number(body, "delayMillis", 0)),
                connection(body),
                number(body, "times", 1),
                String.valueOf(body.getOrDefault("path", "")));
    }

    private static Fault.Connection connection(Map<String, Object> body) {
        if (Boolean.TRUE.equals(body.get("reset"))) {
            return Fault.Connection.RESET;
        }
        return Boolean.TRUE.equals(body.get("answerLost")) ? Fault.Connection.ANSWER_LOST : Fault.Connection.KEPT;
    }

    private static Map<String, Object> shown(Received received) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("at", received.at().toString());
        shown.put("method", received.method());
        shown.put("path", received.path());
        shown.put("headers", received.headers());
        shown.put("body", received.body());
        return shown;
    }

    private static Map<String, Object> shown(Fault fault) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("status", fault.status());
        fault.retryAfter().ifPresent(seconds -> shown.put("seconds", seconds));
        fault.body().ifPresent(text -> shown.put("body", text));
        shown.put("delayMillis", fault.delay().toMillis());
        shown.put("reset", fault.how() == Fault.Connection.RESET);
        shown.put("answerLost", fault.how() == Fault.Connection.ANSWER_LOST);
        shown.put("times", fault.times());
        shown.put("path", fault.path());
        return shown;
    }

    private String page() {
        return """
                %s emulator of b24hub

                %s

                GET    /_emulator/received   what came in, oldest first
                DELETE /_emulator/received   forget it
                GET    /_emulator/faults     what will fail
                POST   /_emulator/faults     {"status": 503, "seconds": 5, "times": 3, "path": "text in the path"}
                                             also "delayMillis", "body", "reset": true, "answerLost": true;
                                             "times": 0 means until it is cleared
                DELETE /_emulator/faults     fail no more
                """.formatted(emulator.name(), emulator.explanation());
    }
}

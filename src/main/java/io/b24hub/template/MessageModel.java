package io.b24hub.template;

import io.b24hub.component.bitrix24.Bitrix24Constants;
import io.b24hub.event.Bitrix24Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;

/** What a template may speak of, made of an exchange. Immutable. */
final class MessageModel {

    // the header of flows that get lists when they are behind
    private static final String DIGEST = "CamelBitrix24Digest";
    private static final String WAITING = "CamelBitrix24Waiting";

    private final Optional<Bitrix24Event> event;
    private final Object body;
    private final Map<String, Object> common = new LinkedHashMap<>();

    MessageModel(Exchange exchange) {
        body = exchange.getMessage().getBody();
        event = body instanceof Bitrix24Event current
                ? Optional.of(current)
                : Optional.ofNullable(exchange.getProperty(Bitrix24Constants.EVENT_PROPERTY, Bitrix24Event.class));
        common.put("digest", exchange.getMessage().getHeader(DIGEST, false, Boolean.class));
        common.put("waiting", exchange.getMessage().getHeader(WAITING, 0, Integer.class));
        Map<String, Object> vars = new LinkedHashMap<>();
        if (exchange.hasVariables()) {
            exchange.getVariables().forEach((name, value) -> vars.put(name, plain(value)));
        }
        common.put("vars", vars);
    }

    /** The event that is in hand; of several, the first. */
    Optional<Bitrix24Event> event() {
        if (event.isPresent()) {
            return event;
        }
        return body instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Bitrix24Event first
                ? Optional.of(first)
                : Optional.empty();
    }

    /** Whether there is anything to speak of. */
    boolean isEmpty() {
        return event.isEmpty() && !(body instanceof Map) && !(body instanceof List);
    }

    /** Whether the body is several things, each of which may be spoken of. */
    boolean isList() {
        return body instanceof List;
    }

    /** All of it at once. */
    Map<String, Object> whole() {
        Map<String, Object> model = new LinkedHashMap<>();
        event.ifPresent(current -> putEvent(model, current));
        if (body instanceof List<?> list) {
            model.put("events", list.stream().map(MessageModel::view).toList());
        }
        if (!(body instanceof Bitrix24Event)) {
            model.put("body", plain(body));
            boolean read = event.filter(current -> !current.fields().isEmpty()).isPresent();
            if (body instanceof Map && !read) {
                model.put("fields", model.get("body"));
            }
        }
        model.putAll(common);
        return model;
    }

    /** Each item of the list by itself, with the rest. */
    List<Map<String, Object>> items() {
        return ((List<?>) body).stream().map(this::alone).toList();
    }

    private Map<String, Object> alone(Object item) {
        Map<String, Object> model = new LinkedHashMap<>(common);
        if (item instanceof Bitrix24Event each) {
            putEvent(model, each);
        } else {
            model.putAll(view(item));
        }
        return model;
    }

    private static void putEvent(Map<String, Object> model, Bitrix24Event event) {
        EventView view = new EventView(event);
        model.putAll(view);
        model.put("event", view);
    }

    private static Map<String, Object> view(Object item) {
        if (item instanceof Bitrix24Event event) {
            return new EventView(event);
        }
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("body", plain(item));
        if (item instanceof Map) {
            view.put("fields", view.get("body"));
        }
        return view;
    }

    /** Events among variables are seen like any other. */
    private static Object plain(Object value) {
        return value instanceof Bitrix24Event event ? new EventView(event) : PlainNumbers.of(value);
    }
}

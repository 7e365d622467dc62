package io.b24hub.camelcli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.b24hub.manage.HubStatus;
import io.b24hub.manage.StatusJson;
import io.b24hub.manage.StatusReader;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.console.AbstractDevConsole;
import org.apache.camel.util.json.JsonObject;

/** A console that shows a part of the hub's status: the same values as the API, the screens and JMX. Holds no secret. */
abstract class StatusConsole extends AbstractDevConsole {

    private static final String GROUP = "b24hub";

    private final ObjectMapper json = new ObjectMapper();

    StatusConsole(String id, String title, String description) {
        super(GROUP, id, title, description);
    }

    // Camel makes consoles of its own accord, so nothing can be handed to them
    private HubStatus status() {
        return Optional.ofNullable(CamelContextHelper.findSingleByType(getCamelContext(), StatusReader.class))
                .orElseThrow(() -> new IllegalStateException("The hub is still starting"))
                .read();
    }

    @Override
    protected final String doCallText(Map<String, Object> options) {
        StringBuilder text = new StringBuilder();
        write(status(), text);
        return text.toString();
    }

    @Override
    protected final JsonObject doCallJson(Map<String, Object> options) {
        return json.convertValue(part(StatusJson.of(status())), JsonObject.class);
    }

    abstract void write(HubStatus now, StringBuilder text);

    /** What of the whole this console shows. */
    abstract ObjectNode part(ObjectNode whole);

    static void line(StringBuilder text, String format, Object... values) {
        text.append("    ").append(String.format(format, values)).append('\n');
    }
}

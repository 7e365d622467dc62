package io.b24hub.connector.telegram;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.b24hub.failure.WillNotHeal;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.component.telegram.model.MessageResult;

/**
 * One message as the Bot API takes it: a method and its parameters. Belongs to one exchange, and what is changed is a copy.
 *
 * @param method the Bot API method, for example {@code sendMessage}
 * @param parameters by their names in the Bot API; never changed after construction
 * @param file what is sent along; makes the call a form
 * @param result what the stock component makes of the answer
 */
record BotMessage(
        String method, ObjectNode parameters, Optional<Attachment> file, Class<? extends MessageResult> result) {

    /** A file under the name of its parameter. */
    record Attachment(String parameter, String fileName, byte[] content) {}

    /** Whether it is a new message, and not a change of one or an answer to a button. */
    boolean isNew() {
        return method.startsWith("send");
    }

    /** Where it goes; empty for the few methods that know no chat. */
    String chat() {
        return text("chat_id");
    }

    /** The parameter that people read: the text, or what stands below a picture. */
    String wording() {
        return parameters.has("text") ? "text" : "caption";
    }

    /** Whether tags in its wording are formatting. */
    boolean isHtml() {
        return text("parse_mode").equalsIgnoreCase("HTML");
    }

    /** A parameter as text; empty when it is absent. */
    String text(String parameter) {
        return parameters.path(parameter).asText("");
    }

    BotMessage with(String parameter, String value) {
        return with(parameter, parameters.textNode(value));
    }

    BotMessage with(String parameter, JsonNode value) {
        ObjectNode changed = parameters.deepCopy();
        changed.set(parameter, value);
        return new BotMessage(method, changed, file, result);
    }

    BotMessage without(String parameter) {
        ObjectNode changed = parameters.deepCopy();
        changed.remove(parameter);
        return new BotMessage(method, changed, file, result);
    }

    /** The same parameters for another method, without the file. */
    BotMessage as(String other) {
        return new BotMessage(other, parameters, Optional.empty(), MessageResult.class);
    }

    /** Ready to be sent: a form when there is a file, JSON otherwise. */
    BotCall call(ObjectMapper json) {
        if (file.isPresent()) {
            MultipartForm form = new MultipartForm()
                    .file(
                            file.get().parameter(),
                            file.get().fileName(),
                            file.get().content());
            for (Map.Entry<String, JsonNode> each : parameters.properties()) {
                JsonNode value = each.getValue();
                form.field(each.getKey(), value.isTextual() ? value.asText() : value.toString());
            }
            return new BotCall(method, form.contentType(), form.body());
        }
        try {
            return new BotCall(method, "application/json; charset=UTF-8", json.writeValueAsBytes(parameters));
        } catch (JsonProcessingException e) {
            throw new WillNotHeal(
                    "The message for Telegram cannot be written as JSON: " + e.getOriginalMessage(),
                    "Mend the step of the flow that builds the message.");
        }
    }
}

package io.b24hub.connector.telegram;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.connector.SafeText;
import io.b24hub.failure.HubException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.apache.camel.component.telegram.model.MessageResult;
import org.apache.camel.component.telegram.model.MessageResultString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what the Bot API answers. Thread-safe. */
final class BotAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(BotAnswers.class);

    private final ObjectMapper json;
    private final SafeText safe;

    BotAnswers(ObjectMapper json, SafeText safe) {
        this.json = json;
        this.safe = safe;
    }

    /**
     * The answer of a call that did its work.
     *
     * @throws TelegramRefused when Telegram said no, by status or by {@code ok:false}
     * @throws HubException when the answer is not Telegram's
     */
    JsonNode accepted(String method, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        JsonNode answer = tree(response.body());
        if (status / 100 == 2 && answer.path("ok").asBoolean()) {
            return answer;
        }
        if (status / 100 == 2 && !answer.has("ok")) {
            throw new HubException("Something that is not Telegram answered " + method + " (" + status + "): "
                    + excerpt(response.body()));
        }
        JsonNode parameters = answer.path("parameters");
        String description = answer.path("description").asText("");
        throw new TelegramRefused(
                method,
                answer.path("error_code").asInt(status),
                description.isEmpty() ? excerpt(response.body()) : safe.excerpt(description),
                parameters.path("retry_after").asLong(),
                parameters.path("migrate_to_chat_id").asLong());
    }

    private JsonNode tree(byte[] body) {
        try {
            JsonNode tree = json.readTree(body);
            return tree == null ? json.missingNode() : tree;
        } catch (IOException e) {
            // a proxy's HTML page, for example: the status speaks for itself
            return json.missingNode();
        }
    }

    private String excerpt(byte[] body) {
        return safe.excerpt(new String(body, StandardCharsets.UTF_8));
    }

    /**
     * What the stock component puts into the message body. The message has been sent when this runs, so a result that the
     * stock classes cannot read is no failure: a retry would send it twice.
     */
    MessageResult result(JsonNode answer, Class<? extends MessageResult> type) {
        try {
            return json.treeToValue(answer, type);
        } catch (JsonProcessingException e) {
            LOG.warn(
                    "Telegram accepted a message; its answer could not be read: {}",
                    safe.excerpt(e.getOriginalMessage()));
            MessageResult result = type == MessageResultString.class ? new MessageResultString() : new MessageResult();
            result.setOk(true);
            return result;
        }
    }
}

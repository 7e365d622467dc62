package io.b24hub.component.bitrix24;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.failure.WillNotHeal;
import io.b24hub.settings.Secret;
import io.b24hub.settings.SigningSecrets;
import io.b24hub.store.Delivery;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Prepares a message for a receiver that wants to recognise repetitions and to know that it comes from this hub, by the
 * convention of Standard Webhooks: the step {@code process: {ref: sign}} before {@code to: https://…}.
 *
 * <p>The body becomes the bytes that are sent: of events and of maps and lists their JSON, of text the text, in UTF-8. Three
 * headers are set: {@code webhook-id}, the same however often it is sent; {@code webhook-timestamp}, this attempt's time in
 * seconds; and {@code webhook-signature}, if the flow has a secret to sign with.
 *
 * <p>The id is that of the event; with {@code _} and a number within a {@code split} or {@code loop}, whose parts are
 * messages of their own. A batch has one made of the ids of its events: a repetition of the same batch has the same. When it
 * was cut in two or gathered anew, the receiver knows the events by the {@code id} in each.
 *
 * <p>This class is thread-safe.
 */
public final class SignStep implements Processor {

    /** The header that tells repetitions. */
    static final String ID = "webhook-id";

    static final String TIMESTAMP = "webhook-timestamp";
    static final String SIGNATURE = "webhook-signature";

    private static final int ID_DIGITS = 32;

    private final SigningSecrets secrets;
    private final InstantSource clock;
    private final ObjectMapper json = JsonMapper.builder()
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    public SignStep(SigningSecrets secrets, InstantSource clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) throws InvalidPayloadException {
        Trail trail = Trail.of(exchange)
                .orElseThrow(() -> new WillNotHeal(
                        "The step \"sign\" signs what a delivery sends, and there is none here.",
                        "Use it in a route that starts with from: bitrix24:…, or in one that such a route calls."));
        String id = id(exchange, trail);
        byte[] body = body(exchange.getMessage());
        long timestamp = clock.instant().getEpochSecond();
        List<Secret> signWith = secrets.of(trail.deliveries().get(0).flow());
        Message message = exchange.getMessage();
        message.setBody(body);
        message.setHeader(ID, id);
        message.setHeader(TIMESTAMP, Long.toString(timestamp));
        message.removeHeader(SIGNATURE);
        if (!signWith.isEmpty()) {
            message.setHeader(SIGNATURE, WebhookSignature.of(id, timestamp, body, signWith));
        }
    }

    private byte[] body(Message message) throws InvalidPayloadException {
        Object body = message.getBody();
        if (body == null) {
            return new byte[0];
        } else if (body instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        } else if (body instanceof List<?> list && EventBatch.holds(list)) {
            return EventConverters.toBytes(EventBatch.of(list));
        } else if (body instanceof Map<?, ?> || body instanceof List<?>) {
            return json(body);
        }
        return message.getMandatoryBody(byte[].class);
    }

    private byte[] json(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new WillNotHeal(
                    "The step \"sign\" cannot make JSON of the body: " + e.getOriginalMessage(),
                    "Give it events, text, or maps and lists of text and numbers.");
        }
    }

    private static String id(Exchange exchange, Trail trail) {
        if (exchange.getMessage().getBody() instanceof List<?> list && EventBatch.holds(list)) {
            return batch(EventBatch.of(list).stream().map(Bitrix24Event::id).toList());
        }
        Optional<String> event = PortalProducer.event(exchange).map(Bitrix24Event::id);
        if (!trail.isBatch()) {
            return event.orElseGet(() -> trail.deliveries().get(0).event().id()) + place(exchange);
        }
        if (event.isEmpty() && exchange.getProperty(ExchangePropertyKey.SPLIT_INDEX) != null) {
            throw new WillNotHeal(
                    "The step \"sign\" does not know which event of the batch this part is about.",
                    "Read the event within the split, or put the steps that replace the body after those that send it.");
        }
        return event.orElseGet(() -> batch(trail.deliveries().stream()
                .map(Delivery::event)
                .map(Bitrix24Event::id)
                .toList()));
    }

    private static String batch(List<String> ids) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(ids.stream().collect(Collectors.joining(",")).getBytes(StandardCharsets.UTF_8));
            return "batch_" + HexFormat.of().formatHex(digest).substring(0, ID_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static String place(Exchange exchange) {
        return number(exchange, ExchangePropertyKey.SPLIT_INDEX) + number(exchange, ExchangePropertyKey.LOOP_INDEX);
    }

    private static String number(Exchange exchange, ExchangePropertyKey key) {
        return Optional.ofNullable(exchange.getProperty(key)).map(n -> "_" + n).orElse("");
    }
}

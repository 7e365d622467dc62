package io.b24hub.template;

import io.b24hub.component.bitrix24.Bitrix24Constants;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.failure.WillNotHeal;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.telegram.TelegramConstants;
import org.apache.camel.component.telegram.TelegramParseMode;
import org.apache.camel.support.DefaultProducer;

/**
 * Replaces the body by a message or by rows. The event stays in hand for later steps. Thread-safe.
 */
final class TemplateProducer extends DefaultProducer {

    private final TemplateEndpoint endpoint;

    TemplateProducer(TemplateEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public void process(Exchange exchange) {
        MessageModel model = new MessageModel(exchange);
        if (model.isEmpty()) {
            throw new WillNotHeal(
                    "template:" + endpoint.getName()
                            + " has nothing to speak of: there is no event in hand, and the body is"
                            + " no map and no list.",
                    "Use it in a route that starts with from: bitrix24:…, or give it a map, for example what"
                            + " bitrix24:crm.deal.get answers.");
        }
        PortalPlace place = endpoint.place(model.event().map(Bitrix24Event::portal));
        Template template = endpoint.template(place);
        PortalPlace speaking = place.speaking(template.file().language());
        if (exchange.getMessage().getBody() instanceof Bitrix24Event current) {
            exchange.setProperty(Bitrix24Constants.EVENT_PROPERTY, current);
        }
        exchange.getMessage()
                .setBody(
                        template instanceof RowTemplate
                                ? rows(template, model, speaking)
                                : filledIn(template, model.whole(), speaking));
        tellParseMode(exchange, template.file().kind());
    }

    private Object rows(Template template, MessageModel model, PortalPlace place) {
        if (model.isList()) {
            return model.items().stream()
                    .filter(this::wanted)
                    .map(item -> filledIn(template, item, place))
                    .toList();
        }
        Map<String, Object> whole = model.whole();
        return wanted(whole) ? filledIn(template, whole, place) : List.of();
    }

    private Object filledIn(Template template, Map<String, Object> model, PortalPlace place) {
        model.put("portalAddress", place.address());
        model.put("portals", endpoint.portals());
        return template.render(model, place);
    }

    private boolean wanted(Map<String, Object> item) {
        return endpoint.isGone()
                || !Boolean.TRUE.equals(item.get("gone")) && !Boolean.TRUE.equals(item.get("unreadable"));
    }

    private static void tellParseMode(Exchange exchange, MessageFile.Kind kind) {
        if (kind == MessageFile.Kind.HTML) {
            exchange.getMessage().setHeader(TelegramConstants.TELEGRAM_PARSE_MODE, TelegramParseMode.HTML);
        } else {
            // of an earlier step; this text is none
            exchange.getMessage().removeHeader(TelegramConstants.TELEGRAM_PARSE_MODE);
        }
    }
}

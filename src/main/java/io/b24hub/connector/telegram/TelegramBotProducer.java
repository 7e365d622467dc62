package io.b24hub.connector.telegram;

import io.b24hub.failure.WillNotHeal;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.component.telegram.TelegramConstants;
import org.apache.camel.component.telegram.TelegramEndpoint;
import org.apache.camel.component.telegram.TelegramMessage;
import org.apache.camel.component.telegram.TelegramProducer;
import org.apache.camel.component.telegram.model.OutgoingMessage;

/**
 * The stock producer, except that an empty body is a failure and not a silent success, that a message given as an
 * object is not changed, and that every failure ends the exchange through its callback. Thread-safe.
 */
final class TelegramBotProducer extends TelegramProducer {

    private final TelegramEndpoint endpoint;

    TelegramBotProducer(TelegramEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            demandSomethingToSend(exchange);
            return exchange.getIn().getBody() instanceof OutgoingMessage message
                    ? sendUnchanged(message, exchange, callback)
                    : super.process(exchange, callback);
        } catch (RuntimeException e) {
            // nothing was sent, and nobody was called back
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    /**
     * The stock producer writes its chat id into the message. Branches of a multicast share the message, and the second
     * one would send to the first one's chat.
     */
    private boolean sendUnchanged(OutgoingMessage message, Exchange exchange, AsyncCallback callback) {
        synchronized (message) {
            String chatId = message.getChatId();
            try {
                return super.process(exchange, callback);
            } finally {
                message.setChatId(chatId);
            }
        }
    }

    private void demandSomethingToSend(Exchange exchange) {
        Object body = exchange.getIn().getBody();
        if (body == null) {
            throw new WillNotHeal(
                    "There is nothing to send to Telegram: the message body is empty",
                    "Set the body to the text before the telegram: step.");
        }
        if (!hasChat(exchange, body)) {
            throw new WillNotHeal(
                    "Nobody said which Telegram chat to send to",
                    "Set chatId on the telegram: step, or the header " + TelegramConstants.TELEGRAM_CHAT_ID + ".");
        }
    }

    private boolean hasChat(Exchange exchange, Object body) {
        if (body instanceof TelegramMessage && !(body instanceof OutgoingMessage)) {
            return true;
        }
        boolean inMessage = body instanceof OutgoingMessage message && message.getChatId() != null;
        return inMessage
                || endpoint.getConfiguration().getChatId() != null
                || exchange.getIn().getHeader(TelegramConstants.TELEGRAM_CHAT_ID) != null;
    }
}

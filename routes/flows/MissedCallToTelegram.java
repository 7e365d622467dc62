import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/**
 * An incoming call nobody answered -> a message in a Telegram chat: who called, with the caller's card, and when. The same
 * kind of flow as the YAML files beside it, in the Java DSL, for logic that reads better as code. Loading it needs a JDK at
 * run time, not only a JRE.
 *
 * <p>Settings: {@code hub.telegram.token} and {@code flow.missed-call-to-telegram.chat-id}.
 *
 * <p>The portal has the call's record, which knows the caller, some seconds after the event. {@code bitrix24:read} waits for
 * it; when there is none after two minutes, the message has what the event says. The text:
 * {@code routes/messages/en/missed-call.html}
 */
public class MissedCallToTelegram extends RouteBuilder {

    private static final String ANSWERED = "200";

    @Override
    public void configure() {
        from("bitrix24:ONVOXIMPLANTCALLEND")
                .id("missed-call-to-telegram")
                .description("Tells a Telegram chat about incoming calls that nobody answered.")
                .filter(this::missed)
                .id("only-missed")
                .to("bitrix24:read?related=contact,company")
                .id("read-call")
                .to("template:missed-call")
                .id("message")
                .to("telegram:bots?chatId={{flow.missed-call-to-telegram.chat-id}}")
                .id("to-chat");
    }

    // The code is text and not always a number: 304 missed, 603-S refused
    private boolean missed(Exchange exchange) {
        return incoming(field(exchange, "CALL_TYPE")) && !ANSWERED.equals(field(exchange, "CALL_FAILED_CODE"));
    }

    // 3 is incoming too, passed on to another number
    private boolean incoming(String type) {
        return "2".equals(type) || "3".equals(type);
    }

    private String field(Exchange exchange, String name) {
        return simple("${body.data[" + name + "]}").evaluate(exchange, String.class);
    }
}

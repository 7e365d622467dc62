import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/**
 * An incoming call nobody answered -> a message in a Telegram chat. The same kind of flow as the YAML files beside it, in
 * the Java DSL, for logic that reads better as code. Loading it needs a JDK at run time, not only a JRE.
 *
 * <p>Settings: {@code hub.telegram.token} and {@code flow.missed-call-to-telegram.chat-id}.
 */
public class MissedCallToTelegram extends RouteBuilder {

    private static final String INCOMING = "2";
    private static final String ANSWERED = "200";

    @Override
    public void configure() {
        from("bitrix24:ONVOXIMPLANTCALLEND")
                .id("missed-call-to-telegram")
                .description("Tells a Telegram chat about incoming calls that nobody answered.")
                .filter(this::missed)
                .id("only-missed")
                .setBody(simple("Missed call from ${body.data[PHONE_NUMBER]} at ${body.data[CALL_START_DATE]}"))
                .id("message")
                .to("telegram:bots?chatId={{flow.missed-call-to-telegram.chat-id}}")
                .id("to-chat");
    }

    // The code is text and not always a number: 304 missed, 603-S refused
    private boolean missed(Exchange exchange) {
        return INCOMING.equals(field(exchange, "CALL_TYPE")) && !ANSWERED.equals(field(exchange, "CALL_FAILED_CODE"));
    }

    private String field(Exchange exchange, String name) {
        return simple("${body.data[" + name + "]}").evaluate(exchange, String.class);
    }
}

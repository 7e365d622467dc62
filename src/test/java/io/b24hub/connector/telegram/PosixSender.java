package io.b24hub.connector.telegram;

import org.apache.camel.impl.DefaultCamelContext;

/** Run in a JVM of its own by {@link PosixLocaleTest}: sends one text and one document. */
final class PosixSender {

    /** Escaped, so that the compiler's and the JVM's character sets play no part. */
    static final String TEXT =
            "\u0421\u0434\u0435\u043b\u043a\u0430 \u0432\u044b\u0438\u0433\u0440\u0430\u043d\u0430 \ud83c\udf89";

    private PosixSender() {}

    public static void main(String[] args) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            TelegramConnector connector = new TelegramConnector();
            connector.setAuthorizationToken("1:a");
            connector.setBaseUri(args[0]);
            context.addComponent("telegram", connector);
            context.start();
            context.createFluentProducerTemplate()
                    .to("telegram:bots?chatId=42")
                    .withBody(TEXT)
                    .request();
            context.createFluentProducerTemplate()
                    .to("telegram:bots?chatId=42")
                    .withBody(new byte[] {1})
                    .withHeader("CamelTelegramMediaType", "DOCUMENT")
                    .withHeader("CamelTelegramMediaTitleCaption", TEXT)
                    .request();
            System.out.println("charset " + System.getProperty("file.encoding"));
        }
    }
}

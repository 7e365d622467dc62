package io.b24hub.connector.mail;

import io.b24hub.settings.MailSettings;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;

/** Run in a JVM of its own by {@link PosixMailTest}: sends one mail to a server on a port. */
final class PosixMailer {

    /** Escaped, so that the compiler's and the JVM's character sets play no part. */
    static final String TEXT =
            "\u0421\u0434\u0435\u043b\u043a\u0430 \u0432\u044b\u0438\u0433\u0440\u0430\u043d\u0430 \ud83c\udf89";

    private PosixMailer() {}

    public static void main(String[] args) throws Exception {
        MailSettings settings = new MailSettings(
                "localhost",
                Integer.parseInt(args[0]),
                Optional.empty(),
                TEXT + " <hub@example.com>",
                MailSettings.Security.NONE);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addComponent("smtp", new SmtpConnector(Optional.of(new MailServer(settings))));
            context.start();
            context.createFluentProducerTemplate()
                    .to("smtp:mail?to=sales@example.com")
                    .withBody(TEXT)
                    .withHeader("Subject", TEXT)
                    // what an earlier call left behind
                    .withHeader("Content-Type", "application/json")
                    .withHeader("Set-Cookie", "session=1")
                    .request();
            System.out.println("charset " + System.getProperty("file.encoding"));
        }
    }
}

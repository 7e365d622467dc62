package io.b24hub.connector.telegram;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

/** Run in a JVM of its own by {@link PosixLocaleTest}: sends one document, then texts from 16 threads. */
final class PosixSender {

    /** Escaped, so that the compiler's and the JVM's character sets play no part. */
    private static final String TEXT =
            "\u0421\u0434\u0435\u043b\u043a\u0430 \u0432\u044b\u0438\u0433\u0440\u0430\u043d\u0430 \ud83c\udf89";

    private static final int THREADS = 16;

    private PosixSender() {}

    /** A text like no other. */
    static String text(int number) {
        return TEXT + " " + number;
    }

    public static void main(String[] args) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            TelegramConnector connector = new TelegramConnector();
            connector.setAuthorizationToken("1:a");
            connector.setBaseUri(args[0]);
            context.addComponent("telegram", connector);
            context.start();
            context.createFluentProducerTemplate()
                    .to("telegram:bots?chatId=42")
                    .withBody(new byte[] {1})
                    .withHeader("CamelTelegramMediaType", "DOCUMENT")
                    .withHeader("CamelTelegramMediaTitleCaption", text(0))
                    .request();
            int failed = send(context.createProducerTemplate(), Integer.parseInt(args[1]));
            System.out.println("charset " + System.getProperty("file.encoding") + ", failed " + failed);
        }
    }

    private static int send(ProducerTemplate template, int messages) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Exchange>> work = new ArrayList<>();
            for (int i = 1; i <= messages; i++) {
                String text = text(i);
                work.add(() -> template.send(
                        "telegram:bots?chatId=42", exchange -> exchange.getIn().setBody(text)));
            }
            int failed = 0;
            for (Future<Exchange> sent : senders.invokeAll(work)) {
                failed += sent.get().isFailed() ? 1 : 0;
            }
            return failed;
        } finally {
            senders.shutdown();
        }
    }
}

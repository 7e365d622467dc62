package io.b24hub.connector.mail;

import io.b24hub.failure.WillNotHeal;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.mail.MailBinding;
import org.apache.camel.component.mail.MailConfiguration;
import org.apache.camel.component.mail.MailEndpoint;

/**
 * Makes a mail of an exchange. The stock one (4.17.0) takes the machine's character set where none is named, copies every
 * header that is not Camel's into the mail, takes the type of an earlier HTTP answer for its own, and glues the words of a
 * header together where a line ends.
 */
final class PlainBinding extends MailBinding {

    PlainBinding(MailConfiguration configuration) {
        super(
                new MailHeaders(),
                null,
                configuration.isDecodeFilename(),
                configuration.isMapMailMessage(),
                configuration.isFailOnDuplicateFileAttachment(),
                configuration.getGenerateMissingAttachmentNames(),
                configuration.getHandleDuplicateAttachmentNames());
    }

    @Override
    public void populateMailMessage(MailEndpoint endpoint, MimeMessage mail, Exchange exchange)
            throws MessagingException, IOException {
        for (Map.Entry<String, Object> header : exchange.getIn().getHeaders().entrySet()) {
            if (header.getValue() instanceof String text && MailHeaders.belongs(header.getKey())) {
                header.setValue(MailHeaders.clean(text));
            }
        }
        Object charset = exchange.getProperty(Exchange.CHARSET_NAME);
        exchange.setProperty(Exchange.CHARSET_NAME, charset == null ? "UTF-8" : charset);
        try {
            recipients(endpoint, exchange);
            super.populateMailMessage(endpoint, mail, exchange);
        } finally {
            if (charset == null) {
                exchange.removeProperty(Exchange.CHARSET_NAME);
            }
        }
    }

    private static void recipients(MailEndpoint endpoint, Exchange exchange) {
        boolean named = !endpoint.getConfiguration().getRecipients().isEmpty()
                || exchange.getIn().getHeaders().keySet().stream().anyMatch(MailHeaders::isRecipient);
        if (!named) {
            throw new WillNotHeal(
                    "The mail has no recipient", "Give the step the option to, or set the header To before it.");
        }
    }

    /** An earlier step's Content-Type, such as that of an HTTP answer, says nothing of the mail. */
    @Override
    protected String determineContentType(MailConfiguration configuration, Exchange exchange) {
        Object earlier = exchange.getIn().removeHeader(Exchange.CONTENT_TYPE);
        try {
            return super.determineContentType(configuration, exchange);
        } finally {
            if (earlier != null) {
                exchange.getIn().setHeader(Exchange.CONTENT_TYPE, earlier);
            }
        }
    }
}

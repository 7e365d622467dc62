package io.b24hub.connector.mail;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Endpoint;
import org.apache.camel.component.mail.MailComponent;
import org.apache.camel.component.mail.MailComponentConfigurer;
import org.apache.camel.component.mail.MailConfiguration;
import org.apache.camel.component.mail.MailEndpoint;
import org.apache.camel.component.mail.MailEndpointConfigurer;
import org.apache.camel.spi.PropertyConfigurer;

/**
 * The {@code smtp:} component; bind it under the name {@code smtp}. {@code smtp:mail} is the server of the hub's settings,
 * so that its password stands in no route file and no endpoint address; any other host works as with the stock component.
 *
 * <p>Whatever the server, mails are UTF-8 on every machine, a line break in a header is a space, and only headers that
 * belong into a mail go into it.
 *
 * <p>A mail whose acceptance was not heard of is a failure and may be sent again: SMTP has no idempotency key.
 *
 * <p>Thread-safe once started.
 */
public final class SmtpConnector extends MailComponent {

    /** The host that stands for the server of the settings. */
    public static final String OWN = "mail";

    private final Optional<MailServer> server;

    /** @param server where {@code smtp:mail} leads to */
    public SmtpConnector(Optional<MailServer> server) {
        this.server = server;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        MailEndpoint endpoint = remaining.equals(OWN)
                ? own(uri, parameters)
                : (MailEndpoint) super.createEndpoint(uri, remaining, parameters);
        MailConfiguration configuration = endpoint.getConfiguration();
        configuration.setContentType(inUtf8(configuration.getContentType()));
        if (configuration.getSubject() != null) {
            configuration.setSubject(MailHeaders.clean(configuration.getSubject()));
        }
        endpoint.setBinding(new PlainBinding(configuration));
        return endpoint;
    }

    private MailEndpoint own(String uri, Map<String, Object> parameters) throws Exception {
        MailConfiguration configuration = server.orElseThrow(() -> new IllegalArgumentException(
                        "No mail server for smtp:mail: set hub.mail.host, and hub.mail.user and hub.mail.password where"
                                + " the server asks for them"))
                .configuration();
        takeMailProperties(parameters, configuration);
        MailEndpoint endpoint = new MailEndpoint(uri, this, configuration);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** Options such as mail.smtp.ssl.trust go to the mail library, as with the stock component. */
    private static void takeMailProperties(Map<String, Object> parameters, MailConfiguration configuration) {
        for (Iterator<Map.Entry<String, Object>> each = parameters.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<String, Object> option = each.next();
            if (option.getKey().startsWith("mail.")) {
                configuration.getAdditionalJavaMailProperties().put(option.getKey(), option.getValue());
                each.remove();
            }
        }
    }

    private static String inUtf8(String contentType) {
        return contentType.contains("charset=") ? contentType : contentType + "; charset=UTF-8";
    }

    /** The stock configurers are found by class name, which a subclass does not have. */
    @Override
    public PropertyConfigurer getComponentPropertyConfigurer() {
        return new MailComponentConfigurer();
    }

    @Override
    public PropertyConfigurer getEndpointPropertyConfigurer() {
        return new MailEndpointConfigurer();
    }
}

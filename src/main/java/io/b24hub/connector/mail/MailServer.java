package io.b24hub.connector.mail;

import io.b24hub.settings.MailSettings;
import io.b24hub.settings.MailSettings.Account;
import io.b24hub.settings.MailSettings.Security;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.net.URI;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.component.mail.MailConfiguration;

/** How the configured mail server is spoken to. Immutable and thread-safe. */
public final class MailServer {

    /** Until the connection stands. */
    private static final int CONNECT_MILLIS = 10_000;
    /** For each answer, and for each piece that is sent. */
    private static final int ANSWER_MILLIS = 30_000;

    private final MailSettings settings;

    public MailServer(MailSettings settings) {
        this.settings = settings;
    }

    /** Host and port, for people. */
    public String name() {
        return settings.host() + ":" + settings.port();
    }

    /**
     * Connects, turns to TLS where asked, says who the hub is, and leaves. Sends no mail.
     *
     * @throws MessagingException when the server does not let the hub in
     */
    public void probe() throws MessagingException {
        Properties properties = properties();
        String prefix = "mail." + protocol() + ".";
        properties.put(prefix + "connectiontimeout", CONNECT_MILLIS / 2);
        properties.put(prefix + "timeout", CONNECT_MILLIS);
        properties.put(prefix + "auth", Boolean.toString(settings.account().isPresent()));
        try (Transport transport = Session.getInstance(properties).getTransport(protocol())) {
            Optional<Account> account = settings.account();
            transport.connect(
                    settings.host(),
                    settings.port(),
                    account.map(Account::user).orElse(null),
                    account.map(who -> who.password().reveal()).orElse(null));
        }
    }

    /** As camel-mail wants it; one of its own for each endpoint. */
    MailConfiguration configuration() {
        MailConfiguration configuration = new MailConfiguration();
        configuration.configure(URI.create(protocol() + "://" + name()));
        configuration.setConnectionTimeout(CONNECT_MILLIS);
        configuration.setAdditionalJavaMailProperties(properties());
        settings.account().ifPresent(account -> {
            configuration.setUsername(account.user());
            configuration.setPassword(account.password().reveal());
            // else a mail to nobody goes to user@host
            configuration.getRecipients().clear();
        });
        configuration.setFrom(settings.from());
        return configuration;
    }

    private String protocol() {
        return settings.security() == Security.TLS ? "smtps" : "smtp";
    }

    private Properties properties() {
        String prefix = "mail." + protocol() + ".";
        Properties properties = new Properties();
        properties.put(prefix + "timeout", Integer.toString(ANSWER_MILLIS));
        properties.put(prefix + "writetimeout", Integer.toString(ANSWER_MILLIS));
        properties.put(prefix + "ssl.checkserveridentity", "true");
        if (settings.security() == Security.STARTTLS) {
            properties.put(prefix + "starttls.enable", "true");
            // or a machine in between could strip it and read the password
            properties.put(prefix + "starttls.required", "true");
        }
        return properties;
    }
}

package io.b24hub.check;

import io.b24hub.connector.mail.MailServer;
import io.b24hub.connector.mail.SmtpConnector;
import io.b24hub.settings.MailSettings;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Connects to the mail server, encrypts as asked and says who the hub is. Sends no mail. */
final class MailCheck implements DestinationCheck {

    private final Optional<MailSettings> settings;

    MailCheck(Optional<MailSettings> settings) {
        this.settings = settings;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("smtp");
    }

    @Override
    public void check(List<Use> uses, Findings.Area findings) {
        uses.stream()
                .filter(use -> !isOwn(use))
                .forEach(use -> findings.skipped("smtp", "flow " + use.flow() + " names a server of its own"));
        if (uses.stream().anyMatch(MailCheck::isOwn)) {
            settings.ifPresent(server -> look(new MailServer(server), server, findings));
        }
    }

    private static boolean isOwn(Use use) {
        return use.destination().path().replaceFirst("^//", "").equals(SmtpConnector.OWN);
    }

    private static void look(MailServer server, MailSettings settings, Findings.Area findings) {
        String subject = "mail server " + server.name();
        try {
            server.probe();
            findings.ok(
                    subject,
                    settings.account().isPresent()
                            ? "takes the hub's password; no mail was sent"
                            : "answers; no mail was sent");
        } catch (AuthenticationFailedException e) {
            findings.fail(
                    subject, "refuses the account: " + e.getMessage(), "Check hub.mail.user and hub.mail.password.");
        } catch (MessagingException e) {
            findings.fail(
                    subject,
                    "does not let the hub in: "
                            + findings.describe(e.getNextException() == null ? e : e.getNextException()),
                    "Check hub.mail.host, hub.mail.port, hub.mail.security, name service and firewall.");
        }
    }
}

package io.b24hub.connector;

import io.b24hub.connector.Verdict.Hopeless;
import io.b24hub.connector.Verdict.Retry;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/**
 * What a mail server means by its answers (RFC 5321, section 4.2.1): 4xx passes, 5xx does not. The most telling one is at
 * the end of the chain of causes: "Invalid Addresses" is followed by the answer about an address. Thread-safe.
 */
final class MailAnswers {

    private static final Pattern CODE = Pattern.compile("([245]\\d\\d)(?:[ -].*)?", Pattern.DOTALL);

    private static final Map<Integer, String> ADVICE = Map.of(
            530,
                    "The server wants an account or encryption: set hub.mail.user and hub.mail.password, or hub.mail.security.",
            550, "Check the recipient's address, and that the server lets this sender write there.",
            551, "Check the recipient's address.",
            552, "The mail or the mailbox is too large: send less, or tell the recipient.",
            553, "Check the addresses, and that the server lets hub.mail.from be the sender.",
            554, "The server takes this mail for unwanted, or does not relay for this sender: ask its operator.");

    private static final String ANY_REFUSAL = "Check recipients, sender and text: the server will not take this mail.";

    private final SafeText safe;

    MailAnswers(SafeText safe) {
        this.safe = safe;
    }

    Verdict judge(MessagingException failure) {
        MessagingException telling = last(failure);
        String said = safe.excerpt(Objects.requireNonNullElse(telling.getMessage(), ""));
        if (telling instanceof AddressException) {
            return new Hopeless(
                    "The mail has an address that is none: " + said, "Check the addresses that the flow gives.");
        }
        if (said.startsWith("STARTTLS is required")) {
            return new Hopeless(
                    "The mail server does not encrypt: " + said,
                    "Set hub.mail.security to tls, or to none for a server on a network of your own.");
        }
        OptionalInt code = code(telling);
        String reason = "The mail server refused: " + (said.isEmpty() ? code.toString() : said);
        if (telling instanceof AuthenticationFailedException) {
            return code.orElse(535) / 100 == 4
                    ? new Retry(reason)
                    : new Hopeless(reason, "Check hub.mail.user and hub.mail.password.");
        }
        if (code.isEmpty()) {
            return new Retry("The mail server did not take the mail: " + safe.describe(root(failure)));
        }
        return code.getAsInt() / 100 == 5
                ? new Hopeless(reason, ADVICE.getOrDefault(code.getAsInt(), ANY_REFUSAL))
                : new Retry(reason);
    }

    /** What the server said, or empty text. */
    static String said(MessagingException failure) {
        MessagingException telling = last(failure);
        return code(telling).isPresent() ? Objects.requireNonNullElse(telling.getMessage(), "") : "";
    }

    private static MessagingException last(MessagingException failure) {
        MessagingException last = failure;
        // each mail exception has a chain of its own, which is also that of the causes
        for (int depth = 0; depth < 50 && last.getNextException() instanceof MessagingException next; depth++) {
            last = next;
        }
        return last;
    }

    private static Throwable root(MessagingException failure) {
        MessagingException last = last(failure);
        return last.getNextException() == null ? last : last.getNextException();
    }

    private static OptionalInt code(MessagingException answer) {
        if (answer instanceof SMTPSendFailedException failed) {
            return OptionalInt.of(failed.getReturnCode());
        } else if (answer instanceof SMTPAddressFailedException failed) {
            return OptionalInt.of(failed.getReturnCode());
        } else if (answer instanceof SMTPSenderFailedException failed) {
            return OptionalInt.of(failed.getReturnCode());
        }
        Matcher matcher = CODE.matcher(Objects.requireNonNullElse(answer.getMessage(), ""));
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }
}

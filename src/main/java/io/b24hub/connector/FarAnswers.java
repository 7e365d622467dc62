package io.b24hub.connector;

import com.google.api.client.http.HttpResponseException;
import io.b24hub.bitrix.RestException;
import io.b24hub.connector.telegram.TelegramRefused;
import jakarta.mail.MessagingException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.kafka.common.KafkaException;

/** Finds what a far side answered in the exception that tells of it. Thread-safe. */
final class FarAnswers {

    private final SafeText safe;

    FarAnswers(SafeText safe) {
        this.safe = safe;
    }

    Optional<FarAnswer> of(Throwable failure) {
        if (failure instanceof TelegramRefused refused) {
            return Optional.of(answer(refused.status(), refused.description()));
        } else if (failure instanceof HttpOperationFailedException http) {
            return Optional.of(answer(http.getStatusCode(), http.getResponseBody()));
        } else if (failure instanceof HttpResponseException google) {
            return Optional.of(answer(google.getStatusCode(), google.getContent()));
        } else if (failure instanceof RestException portal) {
            return Optional.of(answer(portal.status(), (portal.code() + " " + portal.text()).strip()));
        } else if (failure instanceof MessagingException mail
                && !MailAnswers.said(mail).isEmpty()) {
            return Optional.of(answer(0, MailAnswers.said(mail)));
        } else if (failure instanceof SQLException sql && !SqlAnswers.state(sql).isEmpty()) {
            return Optional.of(answer(0, "SQLSTATE " + SqlAnswers.state(sql)));
        } else if (failure instanceof KafkaException && failure.getClass() != KafkaException.class) {
            return Optional.of(
                    new FarAnswer(OptionalInt.empty(), failure.getClass().getSimpleName()));
        }
        return Optional.empty();
    }

    private FarAnswer answer(int status, String said) {
        return new FarAnswer(
                status > 0 ? OptionalInt.of(status) : OptionalInt.empty(),
                safe.excerpt(Objects.requireNonNullElse(said, "").replaceAll("\\s+", " "), FarAnswer.EXCERPT));
    }
}

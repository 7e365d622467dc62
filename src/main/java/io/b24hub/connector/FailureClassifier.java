package io.b24hub.connector;

import com.fasterxml.jackson.core.JacksonException;
import com.google.api.client.http.HttpResponseException;
import io.b24hub.connector.Verdict.Hopeless;
import io.b24hub.connector.Verdict.Later;
import io.b24hub.connector.Verdict.Retry;
import io.b24hub.connector.telegram.TelegramRefused;
import io.b24hub.failure.RetryLater;
import io.b24hub.failure.WillNotHeal;
import io.b24hub.time.HubClock;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Decides what a failure of a flow means, whoever threw it: Camel, Telegram, Google, an HTTP destination, Kafka, a mail
 * server, a database or the hub itself.
 *
 * <p>Looks through the whole chain of causes, in this order: the hub's own {@link RetryLater} and {@link WillNotHeal};
 * what a far side answered; a broken connection; a mistake in the flow itself. What remains is tried again, because a
 * retry of a hopeless delivery costs little and a parked good one is lost until somebody looks.
 *
 * <p>Thread-safe. Never throws.
 */
public final class FailureClassifier {

    /** Guards against a chain of causes that bites its tail. */
    private static final int DEEPEST = 50;

    private final SafeText safe;
    private final Waiting waiting;
    private final HttpAnswers http;
    private final GoogleAnswers google;
    private final MailAnswers mail;
    private final SqlAnswers sql;
    private final FarAnswers answers;

    public FailureClassifier(HubClock clock, SafeText safe) {
        this.safe = safe;
        this.waiting = new Waiting(clock);
        this.http = new HttpAnswers(waiting, safe);
        this.google = new GoogleAnswers(waiting, safe);
        this.mail = new MailAnswers(safe);
        this.sql = new SqlAnswers(safe);
        this.answers = new FarAnswers(safe);
    }

    /** The verdict on a failure, with what the far side answered. */
    public Verdict classify(Throwable failure) {
        List<Throwable> chain = chain(failure);
        return judge(chain).with(first(chain, answers::of).orElse(FarAnswer.NONE));
    }

    private Verdict judge(List<Throwable> chain) {
        return first(chain, this::ownWord)
                .or(() -> first(chain, this::farSide))
                .or(() -> first(chain, this::connection))
                .or(() -> first(chain, this::flow))
                .orElseGet(() -> new Retry(safe.describe(chain.get(chain.size() - 1))));
    }

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable t = failure; t != null && chain.size() < DEEPEST; t = t.getCause()) {
            chain.add(t);
        }
        return chain;
    }

    private static <T> Optional<T> first(List<Throwable> chain, Function<Throwable, Optional<T>> rule) {
        return chain.stream().map(rule).flatMap(Optional::stream).findFirst();
    }

    private Optional<Verdict> ownWord(Throwable failure) {
        if (failure instanceof RetryLater later) {
            return Optional.of(new Later(later.at(), safe.excerpt(later.getMessage())));
        }
        if (failure instanceof WillNotHeal never) {
            return Optional.of(new Hopeless(safe.excerpt(never.getMessage()), safe.excerpt(never.advice())));
        }
        return Optional.empty();
    }

    private Optional<Verdict> farSide(Throwable failure) {
        if (failure instanceof TelegramRefused refused) {
            return Optional.of(telegram(refused));
        }
        if (failure instanceof HttpOperationFailedException answer) {
            return Optional.of(http.judge(answer));
        }
        if (failure instanceof HttpResponseException answer) {
            return Optional.of(google.judge(answer));
        }
        if (failure instanceof MessagingException answer) {
            return Optional.of(mail.judge(answer));
        }
        if (failure instanceof SQLException answer) {
            return Optional.of(sql.judge(answer));
        }
        // a plain KafkaException only wraps one of these
        if (failure instanceof ApiException || failure instanceof SerializationException) {
            return Optional.of(KafkaAnswers.judge((KafkaException) failure, safe.describe(failure)));
        }
        return Optional.empty();
    }

    private Verdict telegram(TelegramRefused refused) {
        String reason = safe.excerpt(refused.getMessage());
        if (refused.retryAfter().isPresent()) {
            return new Later(waiting.after(refused.retryAfter().get()), reason);
        }
        if (refused.status() == 429) {
            return new Later(waiting.unsaid(), reason);
        }
        return refused.advice()
                .<Verdict>map(advice -> new Hopeless(reason, advice))
                .orElseGet(() -> new Retry(reason));
    }

    private Optional<Verdict> connection(Throwable failure) {
        // Jackson's exceptions are IOExceptions, but nothing is wrong with any connection
        boolean broken = failure instanceof IOException && !(failure instanceof JacksonException);
        return broken ? Optional.of(new Retry(safe.describe(failure))) : Optional.empty();
    }

    private Optional<Verdict> flow(Throwable failure) {
        return FlowMistakes.matches(failure)
                ? Optional.of(new Hopeless(
                        "The flow itself is wrong: " + safe.describe(failure),
                        "Mend the route file, then replay the delivery."))
                : Optional.empty();
    }
}

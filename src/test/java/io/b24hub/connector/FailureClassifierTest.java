package io.b24hub.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import io.b24hub.connector.Verdict.Hopeless;
import io.b24hub.connector.Verdict.Later;
import io.b24hub.connector.Verdict.Retry;
import io.b24hub.connector.telegram.TelegramRefused;
import io.b24hub.failure.RetryLater;
import io.b24hub.failure.WillNotHeal;
import io.b24hub.time.ManualClock;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.AddressException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ExpressionEvaluationException;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.RuntimeExchangeException;
import org.apache.camel.TypeConversionException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailureClassifierTest {

    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");

    private final FailureClassifier classifier = new FailureClassifier(new ManualClock(NOW), new SafeText());

    @Test
    void believes_the_hub_itself_first() {
        Instant at = NOW.plusSeconds(90);
        Throwable later = new RuntimeCamelException(http(404, Map.of(), "", new RetryLater("portal is busy", at)));
        Throwable never = new ConnectException("x").initCause(new WillNotHeal("no such deal", "Look it up."));

        assertThat(classifier.classify(later)).isEqualTo(new Later(at, "portal is busy", answer(404, "")));
        assertThat(classifier.classify(never)).isEqualTo(new Hopeless("no such deal", "Look it up."));
    }

    private static FarAnswer answer(int status, String text) {
        return new FarAnswer(OptionalInt.of(status), text);
    }

    @Test
    void keeps_what_the_far_side_answered_short_and_without_secrets() {
        String said = "token=abcdef123456 " + "x".repeat(1000);

        assertThat(classifier.classify(http(500, Map.of(), said)).answer()).satisfies(answer -> {
            assertThat(answer.status()).hasValue(500);
            assertThat(answer.text())
                    .hasSize(FarAnswer.EXCERPT)
                    .doesNotContain("abcdef")
                    .startsWith("token=");
        });
        assertThat(classifier.classify(new RecordTooLargeException("big")).answer())
                .isEqualTo(new FarAnswer(OptionalInt.empty(), "RecordTooLargeException"));
        assertThat(classifier.classify(new ConnectException("x")).answer()).isEqualTo(FarAnswer.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 413})
    void parks_what_telegram_will_never_take(int status) {
        Verdict verdict = classifier.classify(wrapped(telegram(status, 0)));

        assertThat(verdict).isInstanceOfSatisfying(Hopeless.class, hopeless -> {
            assertThat(hopeless.reason()).isEqualTo("Telegram refused sendMessage (" + status + ", because)");
            assertThat(hopeless.advice()).isNotBlank();
        });
    }

    @Test
    void waits_as_answeras_telegram_says() {
        assertThat(classifier.classify(wrapped(telegram(429, 18_053))))
                .isEqualTo(new Later(
                        NOW.plusSeconds(18_053),
                        "Telegram refused sendMessage (429, because)",
                        answer(429, "because")));
        assertThat(at(telegram(429, 0))).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void asks_again_after_a_day_whatever_it_was_told() {
        assertThat(at(telegram(429, Long.MAX_VALUE / 2))).isEqualTo(NOW.plus(Duration.ofDays(1)));
        assertThat(at(http(429, Map.of("Retry-After", "999999999999999999"), "")))
                .isEqualTo(NOW.plus(Duration.ofDays(1)));
    }

    @Test
    void retries_when_telegram_is_broken() {
        assertThat(classifier.classify(wrapped(telegram(502, 0)))).isInstanceOf(Retry.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429 | 120 | 2026-03-01T09:02:00Z",
                "503 | 5 | 2026-03-01T09:00:05Z",
                "503 | Sun, 1 Mar 2026 09:30:00 GMT | 2026-03-01T09:30:00Z",
                "429 | Sun, 1 Mar 2026 08:00:00 GMT | 2026-03-01T09:00:00Z",
                "429 | soon | 2026-03-01T09:01:00Z",
            })
    void obeys_retry_after(int status, String header, Instant expected) {
        assertThat(at(wrapped(http(status, Map.of("retry-after", header), "")))).isEqualTo(expected);
    }

    @Test
    void waits_a_minute_for_a_limit_without_a_time() {
        assertThat(at(http(429, Map.of(), ""))).isEqualTo(NOW.plusSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 410, 413, 422})
    void parks_what_a_destination_will_never_take(int status) {
        assertThat(classifier.classify(wrapped(http(status, Map.of(), ""))))
                .isInstanceOfSatisfying(Hopeless.class, hopeless -> assertThat(hopeless.advice())
                        .isNotBlank());
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 408, 409, 425, 500, 502, 503, 504})
    void retries_what_may_pass(int status) {
        assertThat(classifier.classify(wrapped(http(status, Map.of(), "")))).isInstanceOf(Retry.class);
    }

    @Test
    void tells_who_answered_what_without_the_address() {
        Verdict gone = classifier.classify(http(410, Map.of(), "<h1>gone</h1>\n" + "x".repeat(500)));

        assertThat(gone.reason())
                .startsWith("https://shop.example answered 410 (the destination says it is gone): <h1>gone</h1> xxx")
                .hasSizeLessThan(400)
                .doesNotContain("hook", "key1");
    }

    @Test
    void blames_the_flow_for_its_own_mistakes() {
        Throwable conversion = new NoTypeConversionAvailableException("text", Integer.class);
        Throwable evaluation =
                new ExpressionEvaluationException(null, "no", null, new ArithmeticException("/ by zero"));
        Throwable syntax = new SimpleIllegalSyntaxException("${x", 1, "open");
        Throwable parsing = new TypeConversionException("x", Map.class, new JsonParseException(null, "not JSON"));

        for (Throwable mistake : new Throwable[] {conversion, evaluation, syntax, parsing}) {
            assertThat(classifier.classify(wrapped(mistake))).isInstanceOfSatisfying(Hopeless.class, hopeless -> {
                assertThat(hopeless.reason()).startsWith("The flow itself is wrong: ");
                assertThat(hopeless.advice()).contains("route file");
            });
        }
    }

    @Test
    void does_not_blame_the_flow_for_a_broken_connection_inside_an_expression() {
        Throwable failure = new ExpressionEvaluationException(null, "bean", null, new ConnectException("refused"));

        assertThat(classifier.classify(failure)).isEqualTo(new Retry("connection failed (refused)"));
    }

    @Test
    void sorts_what_kafka_says() {
        assertThat(classifier.classify(new KafkaException("send", new RecordTooLargeException("2 MB"))))
                .isInstanceOf(Hopeless.class);
        assertThat(classifier.classify(new TopicAuthorizationException("deals")))
                .isInstanceOf(Hopeless.class);
        assertThat(classifier.classify(new UnknownTopicOrPartitionException("deals")))
                .isInstanceOf(Retry.class);
        assertThat(classifier.classify(new NetworkException("gone"))).isInstanceOf(Retry.class);
        assertThat(classifier.classify(new KafkaException("something else"))).isInstanceOf(Retry.class);
    }

    @Test
    void retries_what_it_does_not_know() {
        assertThat(classifier.classify(
                        new IllegalStateException("outer", new IllegalArgumentException("http://h/s3cret"))))
                .isEqualTo(new Retry("illegal argument (http://h)"));
    }

    @ParameterizedTest
    @CsvSource({
        "42P01, Hopeless",
        "42601, Hopeless",
        "42501, Hopeless",
        "22P02, Hopeless",
        "23505, Hopeless",
        "23514, Hopeless",
        "28P01, Hopeless",
        "28000, Hopeless",
        "3D000, Hopeless",
        "08001, Retry",
        "08006, Retry",
        "57P01, Retry",
        "57P03, Retry",
        "57014, Retry",
        "53300, Retry",
        "40001, Retry",
        "40P01, Retry",
        "55P03, Retry",
        "25006, Retry",
        "XX000, Retry",
    })
    void knows_what_a_database_means(String state, String kind) {
        Verdict single = classifier.classify(wrapped(new SQLException("ERROR: because", state)));
        BatchUpdateException batch = new BatchUpdateException("Batch entry 3 was aborted", null, new int[0]);
        batch.setNextException(new SQLException("ERROR: because", state));

        assertThat(single.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(single.reason()).isEqualTo("The database refused (" + state + "): because");
        assertThat(single.answer()).isEqualTo(new FarAnswer(OptionalInt.empty(), "SQLSTATE " + state));
        assertThat(classifier.classify(batch)).isEqualTo(single);
    }

    @Test
    void retries_what_a_database_driver_cannot_name() {
        assertThat(classifier.classify(new SQLException("The connection attempt failed.")))
                .isInstanceOf(Retry.class);
        assertThat(classifier.classify(new SQLException("Number of parameters mismatch. Expected: 3, was: 2")))
                .isInstanceOf(Hopeless.class);
        assertThat(classifier.classify(new RuntimeExchangeException("Cannot find key [x] in message body", null)))
                .isInstanceOf(Hopeless.class);
    }

    @ParameterizedTest
    @CsvSource({
        "421, Retry",
        "450, Retry",
        "451, Retry",
        "452, Retry",
        "454, Retry",
        "500, Hopeless",
        "530, Hopeless",
        "550, Hopeless",
        "551, Hopeless",
        "552, Hopeless",
        "553, Hopeless",
        "554, Hopeless"
    })
    void knows_what_a_mail_server_means(int code, String kind) {
        String said = code + " 5.0.0 because of password=abcdef";
        MessagingException nested = new SendFailedException("Invalid Addresses");
        nested.setNextException(new SMTPAddressFailedException(null, "RCPT TO", code, said));

        for (MessagingException failure : List.of(
                nested,
                new SMTPSendFailedException("DATA", code, said, null, null, null, null),
                new SMTPSenderFailedException(null, "MAIL FROM", code, said))) {
            Verdict verdict = classifier.classify(wrapped(failure));

            assertThat(verdict.getClass().getSimpleName()).isEqualTo(kind);
            assertThat(verdict.reason()).contains(Integer.toString(code)).doesNotContain("abcdef");
            assertThat(verdict.answer().text())
                    .startsWith(Integer.toString(code))
                    .doesNotContain("abcdef");
        }
    }

    @Test
    void tells_a_mail_server_that_is_away_from_one_that_refuses() {
        assertThat(classifier.classify(new AuthenticationFailedException("535 5.7.8 no")))
                .isInstanceOf(Hopeless.class);
        assertThat(classifier.classify(new AuthenticationFailedException("454 4.7.0 later")))
                .isInstanceOf(Retry.class);
        assertThat(classifier.classify(new AddressException("Missing final '@domain'", "nobody")))
                .isInstanceOf(Hopeless.class);
        assertThat(classifier.classify(
                        new MessagingException("Exception reading response", new SocketTimeoutException())))
                .satisfies(verdict -> assertThat(verdict).isInstanceOf(Retry.class))
                .satisfies(verdict -> assertThat(verdict.reason()).contains("no answer in time"));
    }

    @Test
    void survives_a_chain_of_causes_that_bites_its_tail() {
        Exception one = new Exception("one");
        Exception two = new Exception("two", one);
        one.initCause(two);

        assertThat(classifier.classify(one)).isInstanceOf(Retry.class);
    }

    private Instant at(Throwable failure) {
        return ((Later) classifier.classify(failure)).at();
    }

    private static TelegramRefused telegram(int status, long retryAfter) {
        return new TelegramRefused("sendMessage", status, "because", retryAfter, 0);
    }

    private static HttpOperationFailedException http(int status, Map<String, String> headers, String body) {
        return new HttpOperationFailedException(
                "https://me:pw@shop.example/hook/key1?k=v", status, "", null, headers, body);
    }

    private static Throwable http(int status, Map<String, String> headers, String body, Throwable cause) {
        return http(status, headers, body).initCause(cause);
    }

    private static Throwable wrapped(Throwable cause) {
        return new CamelExecutionException("wrapped", new DefaultExchange(new DefaultCamelContext()), cause);
    }
}

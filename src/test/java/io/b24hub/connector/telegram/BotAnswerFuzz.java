package io.b24hub.connector.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.connector.FailureClassifier;
import io.b24hub.connector.SafeText;
import io.b24hub.connector.Verdict;
import io.b24hub.failure.HubException;
import io.b24hub.settings.Secret;
import io.b24hub.time.ManualClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.apache.camel.component.telegram.model.MessageResult;
import org.apache.camel.component.telegram.model.MessageResultString;

/** Any bytes as an answer of the Bot API: a status, then a body. It is a success, or a refusal with a verdict on it. */
public final class BotAnswerFuzz {

    private static final String SECRET = "canary-of-the-fuzzer";
    private static final SafeText SAFE = new SafeText(List.of(Secret.of(SECRET)));
    private static final BotAnswers ANSWERS = new BotAnswers(new ObjectMapper(), SAFE);
    private static final FailureClassifier CLASSIFIER = new FailureClassifier(new ManualClock(), SAFE);
    private static final int[] STATUSES = {200, 400, 401, 403, 404, 409, 429, 500, 502, 302};

    private BotAnswerFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        int status = STATUSES[Math.floorMod(data[0], STATUSES.length)];
        try {
            JsonNode answer =
                    ANSWERS.accepted("sendMessage", new Said(status, Arrays.copyOfRange(data, 1, data.length)));
            if (status != 200) {
                throw new IllegalStateException("a success with status " + status);
            }
            ANSWERS.result(answer, MessageResult.class);
            ANSWERS.result(answer, MessageResultString.class);
        } catch (TelegramRefused refused) {
            check(refused);
            check(refused.in("a message <b>with</b> words"));
        } catch (HubException stranger) {
            check(stranger);
        }
    }

    private static void check(Exception failure) {
        Verdict verdict = CLASSIFIER.classify(failure);
        if ((failure.getMessage() + verdict).contains(SECRET)) {
            throw new IllegalStateException("a secret is told");
        }
    }

    /** What came over the wire. */
    private record Said(int statusCode, byte[] body) implements HttpResponse<byte[]> {

        @Override
        public HttpRequest request() {
            return HttpRequest.newBuilder(uri()).build();
        }

        @Override
        public Optional<HttpResponse<byte[]>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public HttpHeaders headers() {
            return HttpHeaders.of(Map.of(), (name, value) -> true);
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return URI.create("http://localhost/");
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }
}

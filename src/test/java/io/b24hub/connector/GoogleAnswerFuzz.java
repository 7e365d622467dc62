package io.b24hub.connector;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.testing.http.MockHttpTransport;
import com.google.api.client.testing.http.MockLowLevelHttpResponse;
import com.google.api.services.sheets.v4.model.BatchGetValuesResponse;
import io.b24hub.settings.Secret;
import io.b24hub.time.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Any bytes as an answer of Google: a status, a line for {@code Retry-After}, then a body. The hub has a verdict on whatever
 * Google's library makes of it, and tells no secret.
 */
public final class GoogleAnswerFuzz {

    private static final String SECRET = "canary-of-the-fuzzer";
    private static final FailureClassifier CLASSIFIER =
            new FailureClassifier(new ManualClock(), new SafeText(List.of(Secret.of(SECRET))));
    private static final int[] STATUSES = {200, 400, 401, 403, 404, 429, 500, 503, 409, 304};

    private GoogleAnswerFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        int line = 1;
        while (line < data.length && data[line] != '\n') {
            line++;
        }
        if (line >= data.length) {
            return;
        }
        MockLowLevelHttpResponse said = new MockLowLevelHttpResponse()
                .setStatusCode(STATUSES[Math.floorMod(data[0], STATUSES.length)])
                .setContentType("application/json; charset=UTF-8")
                .setContent(Arrays.copyOfRange(data, line + 1, data.length))
                .addHeader("Retry-After", new String(data, 1, line - 1, StandardCharsets.ISO_8859_1));
        try {
            take(said);
        } catch (IOException e) {
            throw new IllegalStateException("there is no wire that could break", e);
        }
    }

    private static void take(MockLowLevelHttpResponse said) throws IOException {
        HttpResponse answer = new MockHttpTransport.Builder()
                .setLowLevelHttpResponse(said)
                .build()
                .createRequestFactory(
                        made -> made.setParser(GsonFactory.getDefaultInstance().createJsonObjectParser()))
                .buildGetRequest(new GenericUrl("http://localhost/"))
                .setThrowExceptionOnExecuteError(false)
                .execute();
        if (answer.isSuccessStatusCode()) {
            read(answer);
        } else {
            check(refusal(answer));
        }
    }

    private static Exception refusal(HttpResponse answer) {
        try {
            return GoogleJsonResponseException.from(GsonFactory.getDefaultInstance(), answer);
        } catch (IllegalArgumentException | NullPointerException e) {
            return new IOException("Google's answer could not be read", e); // as the connector does
        }
    }

    private static void read(HttpResponse answer) {
        try {
            answer.parseAs(BatchGetValuesResponse.class);
        } catch (IOException | RuntimeException e) {
            // as the connector, where whatever comes out of Google's library fails the delivery
            check(e);
        }
    }

    private static void check(Exception failure) {
        Verdict verdict = CLASSIFIER.classify(failure);
        if (verdict.toString().contains(SECRET)) {
            throw new IllegalStateException("a secret is told: " + verdict);
        }
        if (failure instanceof HttpResponseException refused
                && verdict.answer().status().isEmpty()) {
            throw new IllegalStateException("the status " + refused.getStatusCode() + " is lost");
        }
    }
}

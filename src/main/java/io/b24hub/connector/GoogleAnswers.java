package io.b24hub.connector;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpResponseException;
import io.b24hub.connector.Verdict.Hopeless;
import io.b24hub.connector.Verdict.Later;
import io.b24hub.connector.Verdict.Retry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What Google means by its answers, the Sheets API's as well as the token endpoint's. Thread-safe.
 *
 * <p>A spent quota is 429 or, in the older form, 403 with a reason such as {@code rateLimitExceeded}; quotas refill every
 * minute (<a href="https://developers.google.com/workspace/sheets/api/limits">Sheets API, usage limits</a>).
 */
final class GoogleAnswers {

    private static final Set<String> SPENT = Set.of("ratelimitexceeded", "userratelimitexceeded", "quotaexceeded");

    /** Errors of RFC 6749, section 5.2, that only another key or another setting of the account can mend. */
    private static final Pattern BAD_ACCOUNT =
            Pattern.compile("\"(invalid_grant|invalid_client|unauthorized_client|invalid_scope|deleted_client)\"");

    private static final Map<Integer, String> HOPELESS = Map.of(
            400, "Check the range, and that the body is one row (a list of cells).",
            401, "Check the service account's key: Google does not accept it.",
            403,
                    "Share the sheet with the service account's address (client_email in the key file) as an editor, and"
                            + " enable the Google Sheets API in its project.",
            404, "Check spreadsheetId: it is the part of the sheet's address between /d/ and /edit.");

    /** What Google says in so many words, the more exact advice first. */
    private static final Map<String, String> TEXTS = texts();

    private final Waiting waiting;
    private final SafeText safe;

    GoogleAnswers(Waiting waiting, SafeText safe) {
        this.waiting = waiting;
        this.safe = safe;
    }

    Verdict judge(HttpResponseException answer) {
        int status = answer.getStatusCode();
        String content = Objects.requireNonNullElse(answer.getContent(), "");
        if (status / 100 == 4 && BAD_ACCOUNT.matcher(content).find()) {
            return new Hopeless(
                    "Google refused the account (" + status + "): " + safe.excerpt(content),
                    "Check the service account's key and that the account still exists; a wrong clock on this machine"
                            + " has the same effect.");
        }
        String reason = "Google answered " + status + said(answer, content);
        if (status == 429 || (status == 403 && isSpent(answer))) {
            return new Later(retryAfter(answer).orElseGet(waiting::unsaid), reason);
        }
        if (status == 503 && retryAfter(answer).isPresent()) {
            return new Later(retryAfter(answer).get(), reason);
        }
        return HOPELESS.containsKey(status) ? new Hopeless(reason, advice(status, reason)) : new Retry(reason);
    }

    private static String advice(int status, String reason) {
        return TEXTS.entrySet().stream()
                .filter(text -> reason.contains(text.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(HOPELESS.get(status));
    }

    private static Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(
                "Unable to parse range",
                "Check range: the part before the exclamation mark must be the name of a sheet of this spreadsheet, the"
                        + " part behind it cells such as A:G.");
        texts.put("exceeds grid limits", "Check range, or add rows or columns to the sheet.");
        texts.put(
                "protected cell",
                "Take the protection off these cells, or allow the service account (client_email in the key file) to"
                        + " edit them.");
        texts.put("limit of 10000000 cells", "The spreadsheet is full: move old rows to another one.");
        texts.put(
                "not supported for this document",
                "The file is not a Google sheet: open it in Google Sheets, save it as one, and use the new file's"
                        + " spreadsheetId.");
        texts.put("has not been used in project", "Enable the Google Sheets API in the service account's project.");
        return texts;
    }

    private String said(HttpResponseException answer, String content) {
        String message = details(answer).map(GoogleJsonError::getMessage).orElse(content);
        return message.isBlank() ? "" : ": " + safe.excerpt(message);
    }

    private static boolean isSpent(HttpResponseException answer) {
        return details(answer).map(GoogleJsonError::getErrors).orElse(List.of()).stream()
                .map(GoogleJsonError.ErrorInfo::getReason)
                .filter(Objects::nonNull)
                .anyMatch(reason -> SPENT.contains(reason.toLowerCase(Locale.ROOT)));
    }

    private static Optional<GoogleJsonError> details(HttpResponseException answer) {
        return answer instanceof GoogleJsonResponseException json
                ? Optional.ofNullable(json.getDetails())
                : Optional.empty();
    }

    private Optional<Instant> retryAfter(HttpResponseException answer) {
        return Optional.ofNullable(answer.getHeaders())
                .map(headers -> headers.getRetryAfter())
                .flatMap(waiting::retryAfter);
    }
}

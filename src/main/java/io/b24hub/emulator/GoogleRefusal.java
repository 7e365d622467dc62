package io.b24hub.emulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Ends a Sheets call with Google's error envelope. */
final class GoogleRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final String status;
    private final transient List<Map<String, Object>> details;

    private GoogleRefusal(int code, String status, String message) {
        this(code, status, message, List.of());
    }

    private GoogleRefusal(int code, String status, String message, List<Map<String, Object>> details) {
        super(message, null, false, false);
        this.code = code;
        this.status = status;
        this.details = details;
    }

    static GoogleRefusal badArgument(String message) {
        return new GoogleRefusal(400, "INVALID_ARGUMENT", message);
    }

    static GoogleRefusal badRange(String range) {
        return badArgument("Unable to parse range: " + range);
    }

    static GoogleRefusal unauthenticated() {
        return new GoogleRefusal(
                401,
                "UNAUTHENTICATED",
                "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other"
                        + " valid authentication credential.");
    }

    static GoogleRefusal forbidden() {
        return new GoogleRefusal(403, "PERMISSION_DENIED", "The caller does not have permission");
    }

    static GoogleRefusal notFound() {
        return new GoogleRefusal(404, "NOT_FOUND", "Requested entity was not found.");
    }

    /**
     * @param kind {@code Read} or {@code Write}
     * @param most how many of the kind each account has in a minute
     */
    static GoogleRefusal quota(String kind, int most) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("consumer", "projects/100200300");
        metadata.put("quota_limit", kind + "RequestsPerMinutePerUser");
        metadata.put("quota_limit_value", String.valueOf(most));
        metadata.put("quota_metric", "sheets.googleapis.com/" + kind.toLowerCase(Locale.ROOT) + "_requests");
        metadata.put("service", "sheets.googleapis.com");
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("@type", "type.googleapis.com/google.rpc.ErrorInfo");
        info.put("reason", "RATE_LIMIT_EXCEEDED");
        info.put("domain", "googleapis.com");
        info.put("metadata", metadata);
        return new GoogleRefusal(
                429,
                "RESOURCE_EXHAUSTED",
                "Quota exceeded for quota metric '" + kind + " requests' and limit '" + kind
                        + " requests per minute per user' of service 'sheets.googleapis.com' for consumer"
                        + " 'project_number:100200300'.",
                List.of(info));
    }

    /** What Google usually says with this code. */
    static GoogleRefusal usual(int code) {
        return switch (code) {
            case 400 -> badRange("Sheet1!A1");
            case 401 -> unauthenticated();
            case 403 -> forbidden();
            case 404 -> notFound();
            case 429 -> quota("Write", 60);
            case 503 -> new GoogleRefusal(503, "UNAVAILABLE", "The service is currently unavailable.");
            default -> new GoogleRefusal(code, "INTERNAL", "Internal error encountered.");
        };
    }

    Reply reply() {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", getMessage());
        error.put("status", status);
        if (!details.isEmpty()) {
            error.put("details", details);
        }
        return Reply.json(code, Json.write(Map.of("error", error)));
    }
}

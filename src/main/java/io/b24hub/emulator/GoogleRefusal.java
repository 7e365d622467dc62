package io.b24hub.emulator;

import java.util.LinkedHashMap;
import java.util.Map;

/** Ends a Sheets call with Google's error envelope. */
final class GoogleRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final String status;

    private GoogleRefusal(int code, String status, String message) {
        super(message, null, false, false);
        this.code = code;
        this.status = status;
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

    static GoogleRefusal quota() {
        return new GoogleRefusal(
                429,
                "RESOURCE_EXHAUSTED",
                "Quota exceeded for quota metric 'Write requests' and limit 'Write requests per minute per user' of"
                        + " service 'sheets.googleapis.com' for consumer 'project_number:100200300'.");
    }

    /** What Google usually says with this code. */
    static GoogleRefusal usual(int code) {
        return switch (code) {
            case 400 -> badRange("Sheet1!A1");
            case 401 -> unauthenticated();
            case 403 -> forbidden();
            case 404 -> notFound();
            case 429 -> quota();
            case 503 -> new GoogleRefusal(503, "UNAVAILABLE", "The service is currently unavailable.");
            default -> new GoogleRefusal(code, "INTERNAL", "Internal error encountered.");
        };
    }

    Reply reply() {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", getMessage());
        error.put("status", status);
        return Reply.json(code, Json.write(Map.of("error", error)));
    }
}

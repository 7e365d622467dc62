package io.b24hub.emulator;

/** Ends a REST call with an error envelope of the portal. */
final class RestRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    RestRefusal(int status, String code, String text) {
        super(text, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** What the older CRM methods say about a missing record: there is no code, only the text. */
    static RestRefusal notFound() {
        return new RestRefusal(400, "", "Not found");
    }

    static RestRefusal badId() {
        return new RestRefusal(400, "", "ID is not defined or invalid.");
    }

    static RestRefusal missingItem() {
        return new RestRefusal(400, "NOT_FOUND", "Элемент не найден");
    }

    static RestRefusal unknownMethod() {
        return new RestRefusal(404, "ERROR_METHOD_NOT_FOUND", "Method not found!");
    }

    static RestRefusal bucketFull() {
        return new RestRefusal(503, "QUERY_LIMIT_EXCEEDED", "Too many requests");
    }

    static RestRefusal timeUsedUp() {
        return new RestRefusal(429, "OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit.");
    }

    /** A method for applications, called through a webhook. */
    static RestRefusal wrongAuthorization() {
        return new RestRefusal(403, "WRONG_AUTH_TYPE", "Current authorization type is denied for this method");
    }

    static RestRefusal wrongSecret() {
        return new RestRefusal(401, "NO_AUTH_FOUND", "Wrong authorization data");
    }

    /** The refusal that a portal usually means by this status. */
    static RestRefusal usual(int status) {
        return switch (status) {
            case 400 -> notFound();
            case 401 -> wrongSecret();
            case 403 -> new RestRefusal(403, "INVALID_CREDENTIALS", "Invalid request credentials");
            case 404 -> unknownMethod();
            case 429 -> timeUsedUp();
            case 503 -> bucketFull();
            default -> new RestRefusal(status, "INTERNAL_SERVER_ERROR", "Internal server error");
        };
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}

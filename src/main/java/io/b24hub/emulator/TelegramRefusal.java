package io.b24hub.emulator;

import java.util.LinkedHashMap;
import java.util.Map;

/** Ends a Bot API call with an error, as Telegram words it. */
final class TelegramRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String parameter;
    private final long value;

    private TelegramRefusal(int status, String description, String parameter, long value) {
        super(description, null, false, false);
        this.status = status;
        this.parameter = parameter;
        this.value = value;
    }

    static TelegramRefusal of(int status, String description) {
        return new TelegramRefusal(status, description, "", 0);
    }

    static TelegramRefusal badRequest(String what) {
        return of(400, "Bad Request: " + what);
    }

    static TelegramRefusal tooMany(long seconds) {
        return new TelegramRefusal(429, "Too Many Requests: retry after " + seconds, "retry_after", seconds);
    }

    static TelegramRefusal migrated(long newChat) {
        return new TelegramRefusal(
                400, "Bad Request: group chat was upgraded to a supergroup chat", "migrate_to_chat_id", newChat);
    }

    /** What Telegram usually says with this status. */
    static TelegramRefusal usual(int status, int retryAfter) {
        return switch (status) {
            case 400 -> badRequest("chat not found");
            case 401 -> of(401, "Unauthorized");
            case 403 -> of(403, "Forbidden: bot was kicked from the group chat");
            case 404 -> of(404, "Not Found");
            case 429 -> tooMany(Math.max(1, retryAfter));
            case 502 -> of(502, "Bad Gateway");
            default -> of(status, "Internal Server Error");
        };
    }

    Reply reply() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("ok", false);
        body.put("error_code", status);
        body.put("description", getMessage());
        if (!parameter.isEmpty()) {
            body.put("parameters", Map.of(parameter, value));
        }
        Reply reply = Reply.json(status, Json.write(body));
        return parameter.equals("retry_after") ? reply.with("Retry-After", String.valueOf(value)) : reply;
    }
}

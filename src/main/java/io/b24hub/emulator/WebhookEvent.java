package io.b24hub.emulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The event that a change raises for an outgoing webhook: a code and the little data that comes with it. Immutable.
 *
 * <p>The move of a deal into another funnel raises none, because the event that tells of it cannot be chosen in an
 * outgoing webhook.
 */
record WebhookEvent(String code, Map<String, Object> data) {

    /** Nobody is told of anything. */
    static final WebhookEvent NONE = new WebhookEvent("", Map.of());

    private static final List<String> CALL_FIELDS = List.of(
            "CALL_ID",
            "CALL_TYPE",
            "PHONE_NUMBER",
            "PORTAL_NUMBER",
            "PORTAL_USER_ID",
            "CALL_DURATION",
            "CALL_START_DATE",
            "COST",
            "COST_CURRENCY",
            "CALL_FAILED_CODE",
            "CALL_FAILED_REASON",
            "CRM_ACTIVITY_ID");

    /** Empty when nobody is told of such a change. */
    static Optional<WebhookEvent> of(Change change) {
        return switch (change.kind()) {
            case USER -> Optional.empty();
            case CALL -> change.what() == Change.What.ADD ? Optional.of(callEnd(change.row())) : Optional.empty();
            case TASK -> Optional.of(new WebhookEvent(code(change), task(change)));
            default ->
                change.kind() == Kind.DEAL && change.movedFunnel()
                        ? Optional.empty()
                        : Optional.of(new WebhookEvent(code(change), fields(change)));
        };
    }

    /** What an application is told, which may also hear of a deal that changes its funnel. */
    static WebhookEvent forApplication(Change change) {
        if (change.kind() != Kind.DEAL || !change.movedFunnel()) {
            return of(change).orElse(NONE);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ID", change.id());
        fields.put("CATEGORY_ID", change.row().get("CATEGORY_ID"));
        fields.put("STAGE_ID", change.row().get("STAGE_ID"));
        return new WebhookEvent("ONCRMDEALMOVETOCATEGORY", Map.of("FIELDS", fields));
    }

    private static String code(Change change) {
        return change.kind().eventPrefix() + change.what();
    }

    private static Map<String, Object> fields(Change change) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ID", change.id());
        if (change.kind().isDynamic()) {
            fields.put("ENTITY_TYPE_ID", change.kind().entityTypeId());
        }
        return Map.of("FIELDS", fields);
    }

    /** Where the portal knows nothing it writes the word undefined, even in place of a map. */
    private static Map<String, Object> task(Change change) {
        Map<String, Object> id = Map.of("ID", change.id());
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("FIELDS_BEFORE", change.what() == Change.What.ADD ? "undefined" : id);
        data.put("FIELDS_AFTER", change.what() == Change.What.DELETE ? "undefined" : id);
        data.put("IS_ACCESSIBLE_BEFORE", change.what() == Change.What.ADD ? "N" : "undefined");
        data.put("IS_ACCESSIBLE_AFTER", change.what() == Change.What.DELETE ? "N" : "undefined");
        return data;
    }

    private static WebhookEvent callEnd(Map<String, Object> row) {
        Map<String, Object> data = new LinkedHashMap<>();
        CALL_FIELDS.forEach(field -> data.put(field, row.get(field)));
        return new WebhookEvent(Kind.CALL.eventPrefix(), data);
    }
}

package io.b24hub.intake;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventCode;
import io.b24hub.event.EventIds;
import io.b24hub.event.Origin;
import io.b24hub.settings.Secret;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes an event of a decoded form. What is in {@code auth}, and every other credential, stays behind.
 *
 * <p>Immutable and thread-safe.
 */
final class EventReader {

    /** Types that the hub itself gives; no portal sends them. */
    private static final Set<String> OUR_OWN =
            Set.of(EventCatalogue.ROBOT, EventCatalogue.TIMER, EventCatalogue.HUB, EventCatalogue.STAGE);

    private static final Set<String> INSTALLED = Set.of("ONAPPINSTALL", "ONAPPUPDATE");

    private final EventCatalogue catalogue;
    private final EventIds ids;

    EventReader(EventCatalogue catalogue, EventIds ids) {
        this.catalogue = catalogue;
        this.ids = ids;
    }

    /** Checks that the form is a call of Bitrix24: an event, or on their own address an automation rule. */
    void checkShape(Map<String, Object> form, boolean robotAddress) {
        if (form.get("event") instanceof String event) {
            String code = event.toUpperCase(Locale.ROOT);
            if (!EventCode.isValid(code) || OUR_OWN.contains(code)) {
                throw new Refused(Refusal.BAD_EVENT_NAME);
            }
            return;
        }
        boolean robot = form.get("document_id") != null;
        if (!robot) {
            throw new Refused(Refusal.NO_EVENT);
        }
        if (!robotAddress) {
            throw new Refused(Refusal.ROBOT_WITHOUT_SECRET);
        }
    }

    /** The event of a form whose shape is right. */
    Bitrix24Event read(String portal, Map<String, Object> form, Instant receivedAt) {
        boolean robot = !(form.get("event") instanceof String);
        String type = robot ? EventCatalogue.ROBOT : text(form, "event").toUpperCase(Locale.ROOT);
        Object said = robot ? form : form.getOrDefault("data", Map.of());
        return new Bitrix24Event(
                ids.next(),
                portal,
                type,
                catalogue.entityOf(type, said),
                text(form, "event_handler_id"),
                occurredAt(text(form, "ts"), receivedAt),
                receivedAt,
                robot ? Origin.ROBOT : Origin.WEBHOOK,
                Redaction.of(said));
    }

    /** The token that comes with the installation or the update of an application. */
    Optional<Secret> refreshToken(Map<String, Object> form) {
        return INSTALLED.contains(text(form, "event").toUpperCase(Locale.ROOT))
                        && form.get("auth") instanceof Map<?, ?> auth
                        && auth.get("refresh_token") instanceof String token
                        && token.matches("[A-Za-z0-9]{8,200}")
                ? Optional.of(Secret.of(token))
                : Optional.empty();
    }

    private static String text(Map<String, Object> form, String key) {
        return form.get(key) instanceof String text ? text : "";
    }

    private static Instant occurredAt(String ts, Instant receivedAt) {
        boolean seconds = !ts.isEmpty() && ts.length() <= 10 && ts.chars().allMatch(c -> c >= '0' && c <= '9');
        return seconds && Long.parseLong(ts) > 0 ? Instant.ofEpochSecond(Long.parseLong(ts)) : receivedAt;
    }
}

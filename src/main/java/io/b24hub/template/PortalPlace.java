package io.b24hub.template;

import io.b24hub.settings.PortalSettings;
import io.pebbletemplates.pebble.template.EvaluationContext;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Where the readers of a message are.
 *
 * @param locale their language, and how they write numbers
 * @param zone their time zone
 * @param address of their portal, for example {@code https://example.bitrix24.com}; empty when it is not known
 */
record PortalPlace(Locale locale, ZoneId zone, String address) {

    /** The variable by which filters learn the zone. With its space it is no name that a template could write. */
    static final String ZONE = " zone";

    /** Of readers whose portal is not known. */
    PortalPlace(Locale locale, ZoneId zone) {
        this(locale, zone, "");
    }

    /** The zone of the text that is being made. */
    static ZoneId zone(EvaluationContext context) {
        return context.getVariable(ZONE) instanceof ZoneId zone ? zone : ZoneOffset.UTC;
    }

    static PortalPlace of(PortalSettings portal) {
        return new PortalPlace(
                portal.locale(),
                portal.timeZone(),
                portal.webhook().map(webhook -> webhook.portal().toString()).orElse(""));
    }

    /** The same place for a text in another language: dates and numbers follow the language of the text around them. */
    PortalPlace speaking(String language) {
        Locale other = Locale.forLanguageTag(language);
        return other.getLanguage().equals(locale.getLanguage()) ? this : new PortalPlace(other, zone, address);
    }
}

package io.b24hub.settings;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.IllformedLocaleException;
import java.util.Locale;

/** Languages and time zones as people write them. */
final class Places {

    private Places() {}

    /**
     * Reads a language, alone or with a country: {@code ru}, {@code pt-BR}.
     *
     * @throws IllegalArgumentException when Java knows no such language or country; then it would format as if none was set
     */
    static Locale locale(String tag) {
        Locale locale = wellFormed(tag);
        if (!Arrays.asList(Locale.getISOLanguages()).contains(locale.getLanguage())) {
            throw new IllegalArgumentException("is \"" + tag + "\", which is not a language; write en, ru, pt-BR");
        }
        if (!locale.getCountry().isEmpty()
                && !Arrays.asList(Locale.getISOCountries()).contains(locale.getCountry())) {
            throw new IllegalArgumentException(
                    "is \"" + tag + "\", but there is no country " + locale.getCountry() + "; write en, ru, pt-BR");
        }
        return locale;
    }

    private static Locale wellFormed(String tag) {
        try {
            return new Locale.Builder().setLanguageTag(tag).build();
        } catch (IllformedLocaleException e) {
            throw new IllegalArgumentException("is \"" + tag + "\", which is not a language; write en, ru, pt-BR", e);
        }
    }

    /**
     * Reads a time zone by its name: {@code Europe/Moscow}, {@code UTC}. Offsets are refused, for they know no summer time.
     *
     * @throws IllegalArgumentException when there is no zone of this name
     */
    static ZoneId zone(String name) {
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw new IllegalArgumentException(
                    "is \"" + name + "\", which is not the name of a time zone; write Europe/Moscow, Asia/Almaty, UTC");
        }
        return ZoneId.of(name);
    }
}

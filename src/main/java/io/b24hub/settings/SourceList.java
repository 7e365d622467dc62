package io.b24hub.settings;

import java.util.Locale;

/** A list that Bitrix24 publishes of the addresses its events come from. */
public enum SourceList {
    /** Portals anywhere but in Russia, Belarus and Kazakhstan. */
    WORLD("https://dl.bitrix24.com/webhook/app-world.json"),
    /** Portals in Russia, Belarus and Kazakhstan. */
    RU("https://repos.1c-bitrix.ru/webhook/app.json");

    private final String published;

    SourceList(String published) {
        this.published = published;
    }

    /** Where Bitrix24 publishes it. */
    public String published() {
        return published;
    }

    /** For example {@code world}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Where this hub reads it from instead. */
    public String setting() {
        return "hub.source-list." + word();
    }
}

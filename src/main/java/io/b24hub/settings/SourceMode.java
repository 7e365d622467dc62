package io.b24hub.settings;

import java.util.Locale;

/** What happens to a call from an address that Bitrix24 is not known to call from. */
public enum SourceMode {
    /** Nobody looks. */
    OFF,
    /** It is taken when its token is right, and told of. */
    WARN,
    /** It is refused. */
    ENFORCE;

    /** For example {@code warn}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

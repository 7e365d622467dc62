package io.b24hub.component.bitrix24;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps signs in names of parameters that Bitrix24 filters by and an address has another use for: the percent sign of
 * "contains", {@code filter[%TITLE]}, which Camel 4.17.0 decodes several times on its way to a component (it finds an illegal
 * escape in {@code %TI}, or a wrong one in {@code %AD} of {@code %ADDRESS}); and the equals sign of
 * {@code filter[<=DEADLINE]}, where Camel would end the name. So other signs stand for them while Camel has the address.
 */
public final class PercentSigns {

    /** The wide signs of Asian typography: no name of Bitrix24 has them. */
    private static final char PERCENT = '\uFF05';

    private static final char EQUALS = '\uFF1D';

    private static final Pattern BRACKETED = Pattern.compile("([?&]\\w+(?:\\[[^\\[\\]&]*])+)=");

    private PercentSigns() {}

    /** An address that Camel leaves alone; one of another component comes back as it is. */
    public static String hide(String uri) {
        return uri.startsWith("bitrix24:")
                ? BRACKETED
                        .matcher(uri)
                        .replaceAll(name -> Matcher.quoteReplacement(
                                name.group(1).replace('%', PERCENT).replace('=', EQUALS) + "="))
                : uri;
    }

    /** A name as its author wrote it. */
    static String restore(String name) {
        return name.replace(PERCENT, '%').replace(EQUALS, '=');
    }
}

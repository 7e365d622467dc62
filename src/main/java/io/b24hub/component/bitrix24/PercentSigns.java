package io.b24hub.component.bitrix24;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps the percent sign in names of parameters, which Bitrix24 uses for "contains": {@code filter[%TITLE]}. Camel 4.17.0
 * decodes a name several times on its way to a component, and finds either an illegal escape ({@code %TI}) or a wrong one
 * ({@code %AD} of {@code %ADDRESS}). So another sign stands for it while Camel has the address.
 */
public final class PercentSigns {

    /** The wide percent sign of Asian typography: no name of Bitrix24 has it. */
    private static final char STAND_IN = '\uFF05';

    private static final Pattern BRACKETED = Pattern.compile("[?&]\\w+(\\[[^\\[\\]=&]*])+=");

    private PercentSigns() {}

    /** An address that Camel leaves alone; one of another component comes back as it is. */
    public static String hide(String uri) {
        return uri.startsWith("bitrix24:") && uri.indexOf('%') >= 0
                ? BRACKETED
                        .matcher(uri)
                        .replaceAll(
                                name -> Matcher.quoteReplacement(name.group().replace('%', STAND_IN)))
                : uri;
    }

    /** A name as its author wrote it. */
    static String restore(String name) {
        return name.replace(STAND_IN, '%');
    }
}

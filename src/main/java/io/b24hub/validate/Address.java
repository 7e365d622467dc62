package io.b24hub.validate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.util.StringHelper;

/**
 * A Camel address as it stands in a file, taken apart; {@code {{settings}}} may stand in it still.
 *
 * @param kind where it stands
 * @param text the address without its options
 * @param line the line, from 1
 * @param options by name, those in the address and those in {@code parameters}
 */
record Address(Kind kind, String text, int line, Map<String, Option> options) {

    /** What is done with an address. */
    enum Kind {
        /** A route begins with it. */
        FROM,
        /** Something is sent to it. */
        TO,
        /** Something is sent to it, and what stands there is an expression. */
        DYNAMIC
    }

    /** An option as written, and where. */
    record Option(String value, int line) {}

    Address {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /**
     * Reads an address.
     *
     * @param parameters what stands below {@code parameters}
     */
    static Address of(Kind kind, String uri, int line, Map<String, Option> parameters) {
        int question = uri.indexOf('?');
        Map<String, Option> options = new LinkedHashMap<>();
        if (question >= 0) {
            for (String pair : uri.substring(question + 1).split("&(?=[^&=]+=)")) {
                String name = StringHelper.before(pair, "=", pair);
                options.put(name, new Option(raw(StringHelper.after(pair, "=", "")), line));
            }
        }
        parameters.forEach((name, option) -> options.put(name, new Option(raw(option.value()), option.line())));
        return new Address(kind, question < 0 ? uri : uri.substring(0, question), line, options);
    }

    private static String raw(String value) {
        return value.matches("(?s)RAW[({].*[)}]") ? value.substring(4, value.length() - 1) : value;
    }

    /** The connector; empty text when a setting or an expression decides it. */
    String scheme() {
        String scheme = text.indexOf(':') < 0 ? text : text.substring(0, text.indexOf(':'));
        return scheme.matches("[A-Za-z][A-Za-z0-9+.-]*") ? scheme : "";
    }

    /** What stands behind the scheme. */
    String path() {
        return text.indexOf(':') < 0
                ? ""
                : text.substring(text.indexOf(':') + 1).replaceFirst("^//", "");
    }

    /** The same with something done to all texts. */
    Address with(java.util.function.UnaryOperator<String> change) {
        Map<String, Option> changed = new LinkedHashMap<>();
        options.forEach((name, option) -> changed.put(name, new Option(change.apply(option.value()), option.line())));
        return of(kind, change.apply(text), line, changed);
    }

    /** Whether a text is decided later: by a setting that is not set, a template's parameter, or an expression. */
    static boolean isOpen(String text) {
        return text.contains("{{") || text.contains("${") || text.contains("$simple{");
    }
}

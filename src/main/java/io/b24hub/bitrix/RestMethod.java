package io.b24hub.bitrix;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A method's name that is safe to put into an address.
 *
 * @param name letters, digits, underscores and single dots
 */
record RestMethod(String name) {

    /** Needs no scope, changes nothing: tells whether the portal answers at all. */
    static final RestMethod PROFILE = new RestMethod("profile");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)*");
    private static final int LONGEST = 200;
    private static final Pattern READS = Pattern.compile(
            "(get.*|list.*|fields|types?|current|search|count|profile|scope|methods|time|info|counters)");

    /** Empty when the text is no method name. */
    static Optional<RestMethod> of(String name) {
        return name.length() <= LONGEST && NAME.matcher(name).matches()
                ? Optional.of(new RestMethod(name))
                : Optional.empty();
    }

    /** Whether it only reads, judged by the last part of its name. What is not known to read counts as writing. */
    boolean reads() {
        String last = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return READS.matcher(last).matches();
    }
}

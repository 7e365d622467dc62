package io.b24hub.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The PostgreSQL database that several hubs may share.
 *
 * @param url as the driver wants it, without user and password
 * @param user who asks; empty for the name of the operating system's user
 * @param password empty when the server wants none
 * @param lease how long what a hub has in hand stays its own without being renewed
 */
public record DatabaseSettings(String url, Optional<String> user, Optional<Secret> password, Duration lease) {

    private static final Pattern DATABASE = Pattern.compile("jdbc:postgresql:(//[^?@\\s]+/)?[^/?@\\s]+(\\?\\S*)?");
    private static final Pattern CREDENTIALS = Pattern.compile("[?&](user|password)=", Pattern.CASE_INSENSITIVE);

    /**
     * The address, when it is one. The text may hold a password, so the errors do not repeat it.
     *
     * @throws IllegalArgumentException saying what is wrong with it, in words that follow its name
     */
    public static String checkedUrl(String url) {
        if (CREDENTIALS.matcher(url).find()) {
            throw new IllegalArgumentException(
                    "holds a user or a password; put them into hub.store.user and hub.store.password");
        }
        if (!DATABASE.matcher(url).matches()) {
            throw new IllegalArgumentException("is not the address of a PostgreSQL database");
        }
        return url;
    }
}

package io.b24hub.settings;

import io.b24hub.settings.MailSettings.Account;
import io.b24hub.settings.MailSettings.Security;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the far sides that any flow may use: mail server, database, secret addresses. Not thread-safe. */
final class SinksReader {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+]");
    private static final Pattern ADDRESS = Pattern.compile("[^\\p{Cntrl}]*[^\\s@<>]+@[^\\s@<>]+>?");
    private static final Pattern CREDENTIALS = Pattern.compile("[?&;](user|password)=", Pattern.CASE_INSENSITIVE);
    private static final Pattern JDBC = Pattern.compile("jdbc:[a-z0-9]+:[^@\\s]+");
    private static final String NOT_A_HOOK = "is not an http or https address without a user and a fragment";

    private final CheckedValues values;

    SinksReader(CheckedValues values) {
        this.values = values;
    }

    Optional<MailSettings> mail() {
        Optional<String> host = values.parse("hub.mail.host", SinksReader::host);
        Security security = Security.valueOf(
                values.oneOf("hub.mail.security", "starttls", "tls", "none").toUpperCase(Locale.ROOT));
        Optional<Integer> port = values.find("hub.mail.port").map(given -> values.port("hub.mail.port"));
        Optional<String> from = values.parse("hub.mail.from", SinksReader::sender);
        Optional<String> user = values.find("hub.mail.user");
        Optional<Secret> password = values.find("hub.mail.password").map(Secret::of);
        if (user.isPresent() != password.isPresent()) {
            values.problem(
                    user.isPresent() ? "hub.mail.password" : "hub.mail.user",
                    "is missing beside " + (user.isPresent() ? "hub.mail.user" : "hub.mail.password"));
        }
        if (host.isPresent() && from.isEmpty() && !values.told("hub.mail.from")) {
            values.problem("hub.mail.from", "is missing beside hub.mail.host");
        }
        return host.map(name -> new MailSettings(
                name,
                port.orElse(standardPort(security)),
                user.flatMap(who -> password.map(secret -> new Account(who, secret))),
                from.orElse(""),
                security));
    }

    private static int standardPort(Security security) {
        return switch (security) {
            case NONE -> 25;
            case STARTTLS -> 587;
            case TLS -> 465;
        };
    }

    private static String host(String text) {
        if (!HOST.matcher(text).matches()) {
            throw new IllegalArgumentException("is no host name; the port has a setting of its own");
        }
        return text;
    }

    private static String sender(String text) {
        if (!ADDRESS.matcher(text).matches()) {
            throw new IllegalArgumentException("is no mail address");
        }
        return text;
    }

    Optional<SqlSettings> sql() {
        Optional<String> url = values.parse("hub.sql.url", SinksReader::database);
        if (values.find("hub.sql.url").isEmpty()) {
            for (String key : List.of("hub.sql.user", "hub.sql.password")) {
                values.find(key)
                        .ifPresent(value -> values.problem(key, "is for a database, but hub.sql.url names none"));
            }
        }
        return url.map(address -> new SqlSettings(
                address,
                values.find("hub.sql.user"),
                values.find("hub.sql.password").map(Secret::of)));
    }

    /** The text may hold a password, so the errors do not repeat it. */
    private static String database(String url) {
        if (CREDENTIALS.matcher(url).find()) {
            throw new IllegalArgumentException(
                    "holds a user or a password; put them into hub.sql.user and hub.sql.password");
        }
        if (!JDBC.matcher(url).matches()) {
            throw new IllegalArgumentException("is not the JDBC address of a database");
        }
        return url;
    }

    /** The addresses by their names. */
    Map<String, HookSettings> hooks() {
        Map<String, HookSettings> hooks = new TreeMap<>();
        for (String name : values.names("hub.hook.", ".url")) {
            if (!name.matches("[a-z0-9][a-z0-9-]{0,39}")) {
                values.problem(
                        "hub.hook." + name + ".url",
                        "has a name that is none; use lower-case letters, digits and dashes");
            } else {
                values.parse("hub.hook." + name + ".url", SinksReader::hook).ifPresent(hook -> hooks.put(name, hook));
            }
        }
        return hooks;
    }

    /** The address is a secret, so the errors do not repeat it. */
    private static HookSettings hook(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null
                    && List.of("http", "https").contains(String.valueOf(uri.getScheme()))
                    && uri.getUserInfo() == null
                    && uri.getFragment() == null) {
                return new HookSettings(Secret.of(text));
            }
        } catch (URISyntaxException e) {
            // said below, without the text
        }
        throw new IllegalArgumentException(NOT_A_HOOK);
    }
}

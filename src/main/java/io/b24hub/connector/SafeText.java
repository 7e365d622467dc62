package io.b24hub.connector;

import io.b24hub.settings.Secret;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Makes foreign text fit to be logged, stored and shown: masks the secrets it was told about and what looks like one,
 * cuts addresses down to scheme and host, and removes control characters.
 *
 * <p>What looks like a secret: a Telegram bot token, the secret part of a Bitrix24 webhook path
 * ({@code /rest/1/secret/}), a bearer token, a value given to a name with "token", "secret" or "password" in it.
 *
 * <p>This class is thread-safe. Never throws.
 */
public final class SafeText {

    /** How much of a foreign answer goes into a reason, in characters. */
    public static final int EXCERPT = 300;

    private static final String MASK = "xxxxxx";
    /** A longer text is cut before it is searched, so that an enormous answer costs nothing. */
    private static final int LONGEST = 8_000;
    /** Shorter ones would mask ordinary words. */
    private static final int SHORTEST_SECRET = 4;

    // every repetition is bounded or unambiguous: the text comes from strangers
    private static final Pattern BOT_TOKEN = Pattern.compile("\\d{1,20}(?::|%3[Aa])[A-Za-z0-9_-]{30,}");
    private static final Pattern WEBHOOK = Pattern.compile("(/rest/\\d+/)[^/\\s?\"']+", Pattern.CASE_INSENSITIVE);
    private static final Pattern BEARER = Pattern.compile("(Bearer )[\\w.~+/=-]+", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAMED = Pattern.compile(
            "((?:token|secret|passw|api_?key)[\\w.\\[\\]-]{0,40}\"?(?:=|\\s?:\\s?\"))[^\\s&\"',;})]+",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern URL = Pattern.compile("\\b([A-Za-z][A-Za-z0-9+.-]{1,20})://([^\\s\"'<>\\\\]*)");
    private static final Pattern HOST = Pattern.compile("(?:\\[[0-9A-Fa-f:.]+]|[\\w.-]+)(?::\\d{1,5})?");
    /** Control characters, line separators and marks that turn the direction of writing. */
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\p{Cc}\\u2028\\u2029\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]+");

    private final Supplier<? extends Collection<Secret>> source;
    private volatile Known known;

    /**
     * Values to mask.
     *
     * @param from what they were made of
     */
    private record Known(Collection<Secret> from, List<String> values) {}

    /** Knows no secrets by value, only their looks. */
    public SafeText() {
        this(List.of());
    }

    /**
     * @param secrets values to mask wherever they occur, also URL-encoded, as JSON writes them, and as who takes UTF-8 for
     *     Latin-1 reads them
     */
    public SafeText(Collection<Secret> secrets) {
        this(() -> secrets);
    }

    /** @param source values to mask; gives the same collection as long as they are the same */
    public SafeText(Supplier<? extends Collection<Secret>> source) {
        this.source = source;
        known = known(source.get());
    }

    private static Known known(Collection<Secret> secrets) {
        List<String> values = new ArrayList<>();
        for (Secret secret : secrets) {
            String value = secret.reveal();
            if (value.length() >= SHORTEST_SECRET) {
                values.add(value);
                values.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
                values.add(value.replace("\\", "\\\\").replace("\"", "\\\""));
                values.add(new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
            }
        }
        // a secret that contains another one must go first
        values.sort(Comparator.comparingInt(String::length).reversed());
        return new Known(secrets, List.copyOf(values));
    }

    private List<String> secrets() {
        Collection<Secret> now = source.get();
        Known current = known;
        if (current.from() != now) {
            current = known(now);
            known = current;
        }
        return current.values();
    }

    /** The text without secrets, addresses and control characters. */
    public String clean(String text) {
        String safe = shortened(text);
        for (String secret : secrets()) {
            safe = safe.replace(secret, MASK);
        }
        safe = BOT_TOKEN.matcher(safe).replaceAll(MASK);
        safe = WEBHOOK.matcher(safe).replaceAll("$1" + MASK);
        safe = BEARER.matcher(safe).replaceAll("$1" + MASK);
        safe = URL.matcher(safe).replaceAll(url -> Matcher.quoteReplacement(url.group(1) + "://" + host(url.group(2))));
        safe = NAMED.matcher(safe).replaceAll("$1" + MASK);
        return INVISIBLE.matcher(safe).replaceAll(" ").strip();
    }

    private static String shortened(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        // not in the middle of a word: half a secret is not recognised
        int end = LONGEST;
        while (end > 0 && isPartOfWord(text.charAt(end))) {
            end--;
        }
        return text.substring(0, end);
    }

    private static boolean isPartOfWord(char c) {
        return Character.isLetterOrDigit(c) || "_-:%./~+=".indexOf(c) >= 0;
    }

    private static String host(String afterScheme) {
        String authority = afterScheme.split("[/?#]", 2)[0];
        String withoutUser = authority.substring(authority.lastIndexOf('@') + 1);
        Matcher host = HOST.matcher(withoutUser);
        if (!host.lookingAt()) {
            return MASK;
        }
        // anything but punctuation after the host is a password with a slash in it, or worse
        String rest = withoutUser.substring(host.end());
        return rest.chars().allMatch(c -> ":.,;!)]}".indexOf(c) >= 0) ? host.group() + rest : MASK;
    }

    /** The beginning of the cleaned text, at most {@link #EXCERPT} characters. */
    public String excerpt(String text) {
        return excerpt(text, EXCERPT);
    }

    /**
     * The beginning of the cleaned text.
     *
     * @param most at most so many characters; at least 2
     */
    public String excerpt(String text, int most) {
        String safe = clean(text);
        if (safe.length() <= most) {
            return safe;
        }
        int end = Character.isHighSurrogate(safe.charAt(most - 2)) ? most - 2 : most - 1;
        return safe.substring(0, end) + "…";
    }

    /** A failure in human words: "no answer in time" for a {@link SocketTimeoutException}, and what it says itself. */
    public String describe(Throwable failure) {
        String kind = kind(failure);
        String said = failure.getMessage() == null ? "" : excerpt(failure.getMessage());
        return said.isEmpty() || said.equalsIgnoreCase(kind) ? kind : kind + " (" + said + ")";
    }

    private static String kind(Throwable failure) {
        if (failure instanceof UnknownHostException || failure instanceof UnresolvedAddressException) {
            return "host name not found";
        }
        if (failure instanceof SocketTimeoutException || failure instanceof HttpTimeoutException) {
            return "no answer in time";
        }
        if (failure instanceof NoRouteToHostException) {
            return "no route to host";
        }
        if (failure instanceof ConnectException) {
            return "connection failed";
        }
        if (failure instanceof SSLException) {
            return "TLS failed";
        }
        return words(failure.getClass().getSimpleName());
    }

    private static String words(String className) {
        String spaced = className
                .replaceAll("(Exception|Error)$", "")
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
        return spaced.isEmpty() ? "failure" : spaced;
    }
}

package io.b24hub.component.bitrix24;

import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.util.StringHelper;
import org.apache.camel.util.URISupport;

/**
 * Names the far side that an endpoint address leads to, so that people recognise it and flows that share it are known:
 * {@code telegram:-100123}, {@code google-sheets:1AbC}, {@code kafka:localhost:9092/deals}, {@code https://example.com},
 * {@code file:data}, {@code smtp:mail}, {@code hook:sales}, or just the scheme. Names hold nothing of an address but these parts, so no secret. Stateless.
 */
final class DestinationName {

    /** Schemes that stay inside the hub. */
    private static final Set<String> INSIDE = Set.of(
            "bean",
            "class",
            "controlbus",
            "dataformat",
            "dataset",
            "direct",
            "kamelet",
            "language",
            "log",
            "ref",
            "seda",
            "stub",
            "template",
            "validator",
            "xslt");

    /** What may stand in a name; an expression that is not known before the flow runs may not. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\d@._:/,+-]{1,200}");

    private static final Pattern HOST =
            Pattern.compile("/{0,2}(?:[^/?#@]*@)?(\\[[0-9A-Fa-f:.]+]|[\\w.-]+)(:\\d{1,5})?.*");

    private DestinationName() {}

    static String scheme(String uri) {
        return uri.substring(0, Math.max(0, uri.indexOf(':')));
    }

    /** Whether what is sent there leaves the hub. The portal's own endpoints are another matter. */
    static boolean leaves(String scheme) {
        return !INSIDE.contains(scheme);
    }

    /** An address up to its options, as people write it: {@code direct:x}, where Camel may say {@code direct://x}. */
    static String withoutOptions(String uri) {
        return uri.split("\\?", 2)[0].replaceFirst(":/{1,2}", ":");
    }

    /** The name of where an address leads to. */
    static String of(String uri) {
        String scheme = scheme(uri);
        String path = StringHelper.before(StringHelper.after(uri, ":"), "?", StringHelper.after(uri, ":"))
                // Camel writes addresses with these, people without
                .replaceFirst("^//", "");
        Map<String, Object> options = options(uri);
        return switch (scheme) {
            case "telegram" -> named(scheme, option(options, "chatId"));
            case "google-sheets" -> named(scheme, option(options, "spreadsheetId"));
            case "kafka" -> named(scheme, option(options, "brokers").map(brokers -> brokers + "/" + path));
            case "http", "https" -> host(scheme, path);
            case "file", "hook" -> named(scheme, Optional.of(path));
            case "smtp", "smtps" -> mailServer(scheme, path);
            // the path is the statement
            case "sql" -> named(scheme, option(options, "dataSource").map(name -> name.replaceFirst("^#(bean:)?", "")));
            default -> scheme;
        };
    }

    private static String named(String scheme, Optional<String> part) {
        return part.filter(text -> PLAIN.matcher(text).matches())
                .map(text -> scheme + ":" + text)
                .orElse(scheme);
    }

    private static String host(String scheme, String path) {
        Matcher host = HOST.matcher(path);
        return host.matches()
                ? scheme + "://" + host.group(1)
                        + Optional.ofNullable(host.group(2)).orElse("")
                : scheme;
    }

    private static String mailServer(String scheme, String path) {
        Matcher host = HOST.matcher(path);
        return host.matches()
                ? scheme + ":" + host.group(1)
                        + Optional.ofNullable(host.group(2)).orElse("")
                : scheme;
    }

    private static Optional<String> option(Map<String, Object> options, String name) {
        return Optional.ofNullable(options.get(name)).map(Object::toString).map(DestinationName::decoded);
    }

    /** Camel writes the options of an endpoint's address encoded, people write them as they are. */
    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // a percent sign of its own
            return value;
        }
    }

    private static Map<String, Object> options(String uri) {
        try {
            return uri.indexOf('?') < 0 ? Map.of() : URISupport.parseQuery(StringHelper.after(uri, "?"));
        } catch (URISyntaxException e) {
            // Camel itself would not have taken it
            return Map.of();
        }
    }
}

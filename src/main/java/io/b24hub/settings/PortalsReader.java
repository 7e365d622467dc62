package io.b24hub.settings;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the portals. Not thread-safe. */
final class PortalsReader {

    private static final Pattern PORTAL_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Pattern WEBHOOK =
            Pattern.compile("(https?://[^/?#@\\s]+)/rest/(\\d{1,18})/([A-Za-z0-9]{1,100})(?:/[A-Za-z0-9_.]*)?");
    private static final Pattern SWEPT =
            Pattern.compile("lead|deal|contact|company|quote|invoice|dynamic-[1-9]\\d{0,8}|task|activity|call");
    private static final Pattern TOKEN = Pattern.compile("[^\\s,]{1,200}");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final int SHORTEST_KEY = 16;
    private static final String NOT_A_WEBHOOK =
            "is not the address of an incoming webhook; copy it from the portal's form as it stands";

    private final CheckedValues values;

    PortalsReader(CheckedValues values) {
        this.values = values;
    }

    /** All portals by name, in the order written. */
    Map<String, PortalSettings> read() {
        Map<String, PortalSettings> portals = new LinkedHashMap<>();
        List<String> names = values.list("hub.portals");
        if (names.isEmpty()) {
            values.problem("hub.portals", "names no portal");
        }
        for (String name : names) {
            if (!PORTAL_NAME.matcher(name).matches()) {
                values.problem(
                        "hub.portals", "\"" + name + "\" is not a name; use lower-case letters, digits and dashes");
            } else {
                portals.put(name, portal(name, "hub.portal." + name + "."));
            }
        }
        return portals;
    }

    private PortalSettings portal(String name, String prefix) {
        List<Secret> tokens = tokens(prefix);
        Optional<Secret> robot = values.find(prefix + "robot-secret").map(Secret::of);
        if (tokens.isEmpty()
                && robot.isEmpty()
                && !values.told(prefix + "tokens")
                && !values.told(prefix + "token-file")) {
            values.problem(
                    prefix + "tokens",
                    "is missing, so every event of portal " + name
                            + " would be refused. Copy the application token from the portal's outgoing webhook");
        }
        robot.filter(secret -> !secret.reveal().matches("[A-Za-z0-9_-]{16,200}"))
                .ifPresent(secret -> values.problem(
                        prefix + "robot-secret", "needs at least 16 letters, digits, dashes or underscores"));
        Optional<String> member = values.find(prefix + "member-id");
        Optional<PortalSettings.Webhook> webhook = values.parse(prefix + "webhook-url", PortalsReader::webhook);
        return new PortalSettings(
                name,
                tokens,
                member.filter(id -> !"pin".equals(id)),
                member.filter("pin"::equals).isPresent(),
                signature(prefix),
                robot,
                webhook,
                plan(prefix + "plan").withOperatingLimit(values.duration(prefix + "operating-limit")),
                values.parse(prefix + "locale", Places::locale).orElse(Locale.ENGLISH),
                values.parse(prefix + "time-zone", Places::zone).orElseGet(ZoneId::systemDefault),
                new SourcesReader(values)
                        .of(prefix, webhook.map(each -> each.portal().getHost())),
                sweep(prefix));
    }

    private SweepSettings sweep(String prefix) {
        return new SweepSettings(
                values.parse(prefix + "sweep", PortalsReader::interval).flatMap(interval -> interval),
                values.parse(prefix + "sweep-stages", CheckedValues::positive).orElse(SweepSettings.OFF.stages()),
                types(prefix + "sweep-types"),
                values.duration(prefix + "sweep-overlap"),
                values.duration(prefix + "sweep-grace"));
    }

    private static Optional<Duration> interval(String text) {
        return "off".equals(text) ? Optional.empty() : Optional.of(CheckedValues.positive(text));
    }

    private List<String> types(String key) {
        List<String> types = values.list(key);
        types.stream()
                .filter(type -> !SWEPT.matcher(type).matches())
                .forEach(type -> values.problem(
                        key,
                        "\"" + type + "\" is nothing that can be swept; there are lead, deal, contact, company, quote,"
                                + " invoice, dynamic-<number>, task, activity and call"));
        return types;
    }

    private List<Secret> tokens(String prefix) {
        List<String> tokens = new ArrayList<>(words(values.text(prefix + "tokens")));
        if (!values.text(prefix + "token-file").isEmpty()) {
            tokens.addAll(tokenFile(prefix + "token-file"));
        }
        return tokens.stream().distinct().map(Secret::of).toList();
    }

    /** One token a line; lines that begin with # are remarks. */
    private List<String> tokenFile(String key) {
        Path file = values.path(key);
        try {
            List<String> tokens = Files.readString(file)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
            if (tokens.stream().anyMatch(token -> !TOKEN.matcher(token).matches())) {
                values.problem(
                        key, "is " + file + ", in which a line is no token: one a line, without blanks or commas");
            } else if (tokens.isEmpty()) {
                values.problem(key, "is " + file + ", which names no token");
            }
            return tokens;
        } catch (IOException e) {
            values.problem(
                    key,
                    "is " + file + ", which "
                            + (Files.exists(file) ? "cannot be read as a text in UTF-8" : "does not exist"));
            return List.of();
        }
    }

    private Optional<SignatureSettings> signature(String prefix) {
        Optional<String> header = values.find(prefix + "hmac-header");
        List<Secret> secrets = words(values.text(prefix + "hmac-secret")).stream()
                .map(Secret::of)
                .toList();
        if (header.isPresent() == secrets.isEmpty()) {
            values.problem(
                    prefix + (secrets.isEmpty() ? "hmac-secret" : "hmac-header"),
                    "is missing; a signature needs both hmac-header and hmac-secret");
        }
        header.filter(name -> !HEADER.matcher(name).matches())
                .ifPresent(name -> values.problem(prefix + "hmac-header", "is not the name of a header"));
        if (secrets.stream().anyMatch(secret -> secret.reveal().length() < SHORTEST_KEY)) {
            values.problem(
                    prefix + "hmac-secret", "is too short; it must have at least " + SHORTEST_KEY + " characters");
        }
        return header.filter(name -> !secrets.isEmpty()).map(name -> new SignatureSettings(name, secrets));
    }

    /** A mounted file may have a line for each, and values in one line have commas between them. */
    private static List<String> words(String text) {
        return Arrays.stream(text.split("[,\\r\\n]"))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }

    private BudgetSettings plan(String key) {
        return values.parse(key, BudgetSettings::of).orElse(BudgetSettings.STANDARD);
    }

    /** Splits the address of an incoming webhook; its errors do not repeat what was written. */
    private static PortalSettings.Webhook webhook(String url) {
        Matcher matcher = WEBHOOK.matcher(url);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(NOT_A_WEBHOOK);
        }
        URI portal = Addresses.address(matcher.group(1), NOT_A_WEBHOOK);
        return new PortalSettings.Webhook(portal, Long.parseLong(matcher.group(2)), Secret.of(matcher.group(3)));
    }

    /** Keys of portals that the list of portals does not name: most likely one of the two is misspelt. */
    List<BadSettings.Problem> strangers(Map<String, PortalSettings> portals) {
        return values.keys().stream()
                .filter(key -> KnownKeys.portalOf(key)
                        .filter(name -> !portals.containsKey(name))
                        .isPresent())
                .map(key -> new BadSettings.Problem(
                        key,
                        "belongs to no portal: hub.portals does not name it",
                        "hub.portals = " + KnownKeys.portalOf(key).orElseThrow()))
                .toList();
    }
}

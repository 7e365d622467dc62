package io.b24hub.settings;

import java.net.URI;
import java.time.ZoneId;
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
        List<Secret> tokens =
                values.list(prefix + "tokens").stream().map(Secret::of).toList();
        Optional<Secret> robot = values.find(prefix + "robot-secret").map(Secret::of);
        if (tokens.isEmpty() && robot.isEmpty() && !values.told(prefix + "tokens")) {
            values.problem(
                    prefix + "tokens",
                    "is missing, so every event of portal " + name
                            + " would be refused. Copy the application token from the portal's outgoing webhook");
        }
        robot.filter(secret -> !secret.reveal().matches("[A-Za-z0-9_-]{16,200}"))
                .ifPresent(secret -> values.problem(
                        prefix + "robot-secret", "needs at least 16 letters, digits, dashes or underscores"));
        Optional<String> member = values.find(prefix + "member-id");
        return new PortalSettings(
                name,
                tokens,
                member.filter(id -> !"pin".equals(id)),
                member.filter("pin"::equals).isPresent(),
                robot,
                values.parse(prefix + "webhook-url", PortalsReader::webhook),
                plan(prefix + "plan").withOperatingLimit(values.duration(prefix + "operating-limit")),
                values.parse(prefix + "locale", Places::locale).orElse(Locale.ENGLISH),
                values.parse(prefix + "time-zone", Places::zone).orElseGet(ZoneId::systemDefault));
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

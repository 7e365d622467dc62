package io.b24hub.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and checks {@link HubSettings}. All problems are found in one go.
 *
 * <p>Not thread-safe; use one for one reading.
 */
public final class SettingsReader {

    private static final Pattern PORTAL_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Pattern WEBHOOK =
            Pattern.compile("(https?://[^/?#@\\s]+)/rest/(\\d{1,18})/([A-Za-z0-9]{1,100})(?:/[A-Za-z0-9_.]*)?");
    private static final String NOT_A_WEBHOOK =
            "is not the address of an incoming webhook; copy it from the portal's form as it stands";

    private final SettingsSource source;
    private final Path home;
    private final List<BadSettings.Problem> problems = new ArrayList<>();

    /**
     * @param source where values come from
     * @param home what relative paths are relative to
     */
    public SettingsReader(SettingsSource source, Path home) {
        this.source = source;
        this.home = home;
    }

    /**
     * Reads everything.
     *
     * @throws BadSettings listing every problem
     */
    public HubSettings read() {
        HubSettings settings = new HubSettings(
                intake(),
                new ManagementSettings(text("hub.management.host"), port("hub.management.port")),
                portals(),
                path("hub.store.file"),
                new RouteSettings(
                        path("hub.routes.dir"),
                        flag("hub.routes.reload"),
                        oneOf("hub.routes.bad-file", "stop", "skip").equals("stop")),
                delivery(),
                connectors());
        checkPorts(settings);
        problems.addAll(KnownKeys.unknown(source.keys()));
        problems.addAll(strangers(settings.portals()));
        if (!problems.isEmpty()) {
            throw new BadSettings(problems);
        }
        return settings;
    }

    private void checkPorts(HubSettings settings) {
        int port = settings.management().port();
        if (port != 0 && port == settings.intake().port()) {
            problem("hub.management.port", "is " + port + ", which hub.intake.port has already");
        }
    }

    /** Keys of portals that the list of portals does not name: most likely one of the two is misspelt. */
    private List<BadSettings.Problem> strangers(Map<String, PortalSettings> portals) {
        return source.keys().stream()
                .filter(key -> KnownKeys.portalOf(key)
                        .filter(name -> !portals.containsKey(name))
                        .isPresent())
                .map(key -> new BadSettings.Problem(
                        key,
                        "belongs to no portal: hub.portals does not name it",
                        "hub.portals = " + KnownKeys.portalOf(key).orElseThrow()))
                .toList();
    }

    private IntakeSettings intake() {
        return new IntakeSettings(
                text("hub.intake.host"),
                port("hub.intake.port"),
                Math.toIntExact(value("hub.intake.max-body", Units::bytes, 1024, 64L << 20)),
                parse("hub.intake.body-timeout", SettingsReader::positive).orElse(Duration.ZERO),
                Math.toIntExact(value("hub.intake.max-pending", Long::parseLong, 1, 1_000_000)),
                duration("hub.intake.identical-window"));
    }

    private DeliverySettings delivery() {
        return new DeliverySettings(
                parse("hub.delivery.retry-schedule", SettingsReader::waits).orElse(List.of()),
                duration("hub.delivery.retry-for"),
                Math.toIntExact(value("hub.delivery.concurrency", Long::parseLong, 1, 1000)),
                duration("hub.delivery.stop-timeout"));
    }

    private static List<Duration> waits(String text) {
        return Arrays.stream(text.split(",", -1)).map(SettingsReader::positive).toList();
    }

    private static Duration positive(String text) {
        Duration duration = Units.duration(text);
        if (duration.isZero()) {
            throw new IllegalArgumentException("\"" + text + "\" must be longer than nothing");
        }
        return duration;
    }

    private ConnectorSettings connectors() {
        return new ConnectorSettings(
                find("hub.telegram.token").map(Secret::of),
                parse("hub.telegram.base-uri", SettingsReader::address),
                find("hub.google.key-file").map(file -> home.resolve(file).toString()),
                parse("hub.google.root-url", SettingsReader::address));
    }

    private Map<String, PortalSettings> portals() {
        Map<String, PortalSettings> portals = new LinkedHashMap<>();
        List<String> names = list("hub.portals");
        if (names.isEmpty()) {
            problem("hub.portals", "names no portal");
        }
        for (String name : names) {
            if (!PORTAL_NAME.matcher(name).matches()) {
                problem("hub.portals", "\"" + name + "\" is not a name; use lower-case letters, digits and dashes");
            } else {
                portals.put(name, portal(name, "hub.portal." + name + "."));
            }
        }
        return portals;
    }

    private PortalSettings portal(String name, String prefix) {
        List<Secret> tokens = list(prefix + "tokens").stream().map(Secret::of).toList();
        Optional<Secret> robot = find(prefix + "robot-secret").map(Secret::of);
        if (tokens.isEmpty() && robot.isEmpty() && !told(prefix + "tokens")) {
            problem(
                    prefix + "tokens",
                    "is missing, so every event of portal " + name
                            + " would be refused. Copy the application token from the portal's outgoing webhook");
        }
        robot.filter(secret -> !secret.reveal().matches("[A-Za-z0-9_-]{16,200}"))
                .ifPresent(secret ->
                        problem(prefix + "robot-secret", "needs at least 16 letters, digits, dashes or underscores"));
        Optional<String> member = find(prefix + "member-id");
        return new PortalSettings(
                name,
                tokens,
                member.filter(id -> !"pin".equals(id)),
                member.filter("pin"::equals).isPresent(),
                robot,
                parse(prefix + "webhook-url", SettingsReader::webhook),
                plan(prefix + "plan"));
    }

    private BudgetSettings plan(String key) {
        return switch (oneOf(key, "standard", "enterprise", "on-premise")) {
            case "enterprise" -> BudgetSettings.ENTERPRISE;
            case "on-premise" -> BudgetSettings.UNLIMITED;
            default -> BudgetSettings.STANDARD;
        };
    }

    /** Splits the address of an incoming webhook; its errors do not repeat what was written. */
    private static PortalSettings.Webhook webhook(String url) {
        Matcher matcher = WEBHOOK.matcher(url);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(NOT_A_WEBHOOK);
        }
        URI portal = address(matcher.group(1), NOT_A_WEBHOOK);
        return new PortalSettings.Webhook(portal, Long.parseLong(matcher.group(2)), Secret.of(matcher.group(3)));
    }

    private static URI address(String text) {
        return address(text, "is not an http or https address without a user, query and fragment");
    }

    /** The text may hold a secret that was pasted into the wrong place, so the reason does not repeat it. */
    private static URI address(String text, String reason) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null
                    && List.of("http", "https").contains(String.valueOf(uri.getScheme()))
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // said below, without the text
        }
        throw new IllegalArgumentException(reason);
    }

    private String text(String key) {
        return find(key).orElseGet(() -> KnownKeys.defaultOf(key));
    }

    private Optional<String> find(String key) {
        try {
            return source.find(key);
        } catch (BadSettings e) {
            e.problems().stream().filter(problem -> !problems.contains(problem)).forEach(problems::add);
            return Optional.empty();
        }
    }

    private Path path(String key) {
        return home.resolve(text(key));
    }

    private boolean flag(String key) {
        return oneOf(key, "true", "false").equals("true");
    }

    private List<String> list(String key) {
        return Arrays.stream(text(key).split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .distinct()
                .toList();
    }

    private String oneOf(String key, String... allowed) {
        String value = text(key);
        if (!List.of(allowed).contains(value)) {
            problem(key, "is \"" + value + "\", but must be " + String.join(" or ", allowed));
            return allowed[0];
        }
        return value;
    }

    private int port(String key) {
        return Math.toIntExact(value(key, Long::parseLong, 0, 65535));
    }

    private Duration duration(String key) {
        return parse(key, Units::duration).orElse(Duration.ZERO);
    }

    private long value(String key, Function<String, Long> parser, long least, long most) {
        return parse(key, text -> {
                    long value = parser.apply(text);
                    if (value < least || value > most) {
                        throw new IllegalArgumentException(
                                "is " + text + ", but must be from " + least + " to " + most);
                    }
                    return value;
                })
                .orElse(least);
    }

    private <T> Optional<T> parse(String key, Function<String, T> parser) {
        String text = text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(text));
        } catch (NumberFormatException e) {
            problem(key, "is \"" + text + "\", which is not a whole number");
        } catch (IllegalArgumentException e) {
            problem(key, e.getMessage());
        }
        return Optional.empty();
    }

    private boolean told(String key) {
        return problems.stream().anyMatch(problem -> problem.key().equals(key));
    }

    private void problem(String key, String reason) {
        problems.add(new BadSettings.Problem(key, reason, KnownKeys.exampleOf(key)));
    }
}

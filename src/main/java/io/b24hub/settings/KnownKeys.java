package io.b24hub.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every {@code hub.*} key, with its default and an example. The one list that the documentation is checked against. */
public final class KnownKeys {

    /** The last part of {@code flow.<id>.signing-secret}. */
    static final String SIGNING_SECRET = "signing-secret";

    private record Key(String standard, String example) {}

    private static final Pattern PORTAL = Pattern.compile("^hub\\.portal\\.([^.]+)\\.");
    private static final String ANY_PORTAL = "hub.portal.<name>.";
    private static final Pattern HOOK = Pattern.compile("^hub\\.hook\\.([^.]+)\\.");
    private static final String ANY_HOOK = "hub.hook.<name>.";
    private static final Set<String> SECRET = Set.of(
            ANY_PORTAL + "tokens",
            ANY_PORTAL + "webhook-url",
            ANY_PORTAL + "robot-secret",
            ANY_PORTAL + "hmac-secret",
            ANY_PORTAL + "app-client-secret",
            ANY_PORTAL + "app-refresh-token",
            "hub.secret-key",
            "hub.telegram.token",
            "hub.management.password",
            "hub.management.token",
            "hub.mail.password",
            "hub.sql.password",
            ANY_HOOK + "url",
            "hub.store.password");
    private static final Pattern OF_FLOW = Pattern.compile("^flow\\.(.+)\\.[^.]+$");
    private static final Map<String, Key> KEYS = new LinkedHashMap<>();

    static {
        key("hub.portals", "main", "main");
        key(ANY_PORTAL + "tokens", "", "k3x9v0q1example2token4567");
        key(ANY_PORTAL + "token-file", "", "secrets/tokens");
        key(ANY_PORTAL + "hmac-header", "", "X-Signature");
        key(ANY_PORTAL + "hmac-secret", "", "a-key-that-the-gateway-signs-with");
        key(ANY_PORTAL + "webhook-url", "", "https://example.bitrix24.com/rest/1/abcdef0123456789/");
        key(ANY_PORTAL + "plan", "standard", "standard");
        key(ANY_PORTAL + "operating-limit", "480s", "480s");
        key(ANY_PORTAL + "locale", "en", "ru");
        key(ANY_PORTAL + "time-zone", "", "Europe/Moscow");
        key(ANY_PORTAL + "member-id", "", "pin");
        key(ANY_PORTAL + "robot-secret", "", "a-long-word-nobody-guesses");
        key(ANY_PORTAL + "source-addresses", "warn", "enforce");
        key(ANY_PORTAL + "source-region", "", "ru");
        key(ANY_PORTAL + "allowed-addresses", "", "203.0.113.7, 2001:db8::/32");
        key("hub.source-list.world", SourceList.WORLD.published(), "https://mirror.example.com/app-world.json");
        key("hub.source-list.ru", SourceList.RU.published(), "file:lists/app.json");
        key(ANY_PORTAL + "expect-event-every", "", "4h");
        key(ANY_PORTAL + "silence-ignore", "", "contact, item-147");
        key(ANY_PORTAL + "sweep", "15m", "15m");
        key(ANY_PORTAL + "sweep-types", "", "deal,lead,dynamic-147");
        key(ANY_PORTAL + "sweep-stages", "2m", "1m");
        key(ANY_PORTAL + "sweep-overlap", "10m", "10m");
        key(ANY_PORTAL + "sweep-grace", "2m", "2m");
        key(ANY_PORTAL + "app-client-id", "", "local.5c8bb1b0891cf2.87252039");
        key(ANY_PORTAL + "app-client-secret", "", "SakeVG5mbRdcQet45UUrt6q72AMTo7fkwXSO7Y5LYFYNCRsA6f");
        key(ANY_PORTAL + "app-refresh-token", "", "4s386p3q0tr8dy89xvmt96234v3dljg8");
        key(ANY_PORTAL + "app-address", "", "https://example.bitrix24.com");
        key(ANY_PORTAL + "app-events", "", "ONCRMDEALADD, ONCRMDEALUPDATE");
        key(ANY_PORTAL + "app-poll", "10s", "10s");
        key(ANY_PORTAL + "app-oauth-url", "", "https://oauth.bitrix24.tech/oauth/token/");
        key("hub.secret-key", "", "${HUB_SECRET_KEY}");
        key("hub.telegram.token", "", "123456:the-token-from-BotFather");
        key("hub.telegram.base-uri", "", "http://127.0.0.1:8081");
        key("hub.telegram.chat-rate", "1/s", "1/s");
        key("hub.telegram.group-rate", "20/m", "20/m");
        key("hub.telegram.bot-rate", "30/s", "30/s");
        key("hub.google.key-file", "", "secrets/google.json");
        key("hub.google.root-url", "", "http://127.0.0.1:8082/");
        key("hub.google.requests-per-minute", "60", "60");
        key("hub.kafka.brokers", "", "localhost:9092");
        key("hub.mail.host", "", "smtp.example.com");
        key("hub.mail.security", "starttls", "starttls");
        key("hub.mail.port", "", "587");
        key("hub.mail.user", "", "hub@example.com");
        key("hub.mail.password", "", "the-password-of-that-user");
        key("hub.mail.from", "", "hub@example.com");
        key("hub.sql.url", "", "jdbc:postgresql://db.example.com:5432/reports");
        key("hub.sql.user", "", "b24hub");
        key("hub.sql.password", "", "the-password-of-that-user");
        key(ANY_HOOK + "url", "", "https://hooks.slack.com/services/T000/B000/abcdef");
        key("hub.intake.host", "0.0.0.0", "0.0.0.0");
        key("hub.intake.port", "8080", "8080");
        key("hub.intake.tls-certificate", "", "tls/fullchain.pem");
        key("hub.intake.tls-key", "", "tls/privkey.pem");
        key("hub.intake.trusted-proxies", "", "127.0.0.1, ::1, 172.16.0.0/12");
        key("hub.intake.proxy-protocol", "false", "true");
        key("hub.intake.public-url", "", "https://events.example.com");
        key("hub.intake.max-body", "1MiB", "1MiB");
        key("hub.intake.body-timeout", "10s", "10s");
        key("hub.intake.max-pending", "10000", "10000");
        key("hub.intake.identical-window", "10s", "10s");
        key("hub.intake.answer-objective", "500ms", "500ms");
        key("hub.intake.max-connections", "4000", "4000");
        key("hub.intake.max-connections-of-address", "1000", "1000");
        key("hub.intake.head-timeout", "10s", "10s");
        key("hub.management.host", "127.0.0.1", "127.0.0.1");
        key("hub.management.port", "9876", "9876");
        key("hub.management.password", "", "a-long-password-of-yours");
        key("hub.management.token", "", "a-long-token-for-programs");
        key("hub.store.file", "data/hub.db", "data/hub.db");
        key("hub.store.url", "", "jdbc:postgresql://db.example.com:5432/b24hub");
        key("hub.store.user", "", "b24hub");
        key("hub.store.password", "", "the-password-of-that-user");
        key("hub.store.lease", "20s", "20s");
        key("hub.routes.dir", "routes", "routes");
        key("hub.routes.reload", "false", "true");
        key("hub.routes.bad-file", "stop", "skip");
        key("hub.rest.gather", "5ms", "5ms");
        key("hub.rest.batch-size", "50", "50");
        key("hub.delivery.retry-schedule", "5s,30s,2m,10m,30m,1h,3h,6h,12h,1d", "5s,30s,2m,10m,1h");
        key("hub.delivery.retry-for", "3d", "3d");
        key("hub.delivery.concurrency", "16", "16");
        key("hub.delivery.stop-timeout", "20s", "20s");
        key("hub.loop.echo-window", "2m", "2m");
        key("hub.loop.fuse", "20/10m", "20/10m");
        key("hub.retention.snapshots", "90d", "90d");
        key("hub.breaker.failures", "5", "5");
        key("hub.breaker.pause", "30s", "30s");
        key("hub.breaker.longest-pause", "10m", "10m");
        key("hub.alerts.disk-free", "1GiB", "1GiB");
        key("hub.tracing.endpoint", "", "http://127.0.0.1:4318");
        key("hub.tracing.ratio", "1", "0.1");
        key("hub.camel-cli", "false", "true");
        key("hub.retention.delivered", "7d", "7d");
        key("hub.retention.parked", "90d", "90d");
        key("hub.retention.actions", "365d", "365d");
        key("hub.retention.max-size", "10GiB", "10GiB");
    }

    private static final Set<String> RELOADED = Set.of(
            ANY_PORTAL + "tokens",
            ANY_PORTAL + "token-file",
            ANY_PORTAL + "hmac-header",
            ANY_PORTAL + "hmac-secret",
            ANY_PORTAL + "webhook-url",
            ANY_PORTAL + "robot-secret");

    private KnownKeys() {}

    /** Whether a running hub takes over another value of this key. */
    public static boolean isReloaded(String key) {
        return RELOADED.contains(general(key));
    }

    private static void key(String name, String standard, String example) {
        KEYS.put(name, new Key(standard, example));
    }

    /** All keys, those of a portal written with {@code <name>}. */
    public static Collection<String> names() {
        return List.copyOf(KEYS.keySet());
    }

    /** The default of a key; empty text when it has none. */
    public static String defaultOf(String key) {
        return Optional.ofNullable(KEYS.get(general(key)))
                .orElseThrow(() -> new IllegalArgumentException("No such setting: " + key))
                .standard();
    }

    /** A line that would work for a key; for one that means nothing, such as a hook's with an odd name, for the nearest. */
    static String exampleOf(String key) {
        String known = isKnown(key) ? key : closest(key);
        return known + " = " + KEYS.get(general(known)).example();
    }

    /** Whether a value must not be shown. */
    public static boolean isSecret(String key) {
        return SECRET.contains(general(key)) || flowOf(key).isPresent() && key.endsWith("." + SIGNING_SECRET);
    }

    /** Problems for keys that begin with {@code hub.} and mean nothing. */
    static List<BadSettings.Problem> unknown(Collection<String> keys) {
        return keys.stream()
                .filter(key -> key.startsWith("hub.") && !KEYS.containsKey(general(key)))
                .map(key -> new BadSettings.Problem(
                        key, "is not a setting; did you mean " + closest(key) + "?", exampleOf(closest(key))))
                .toList();
    }

    /** Whether a key means something. */
    public static boolean isKnown(String key) {
        return KEYS.containsKey(general(key));
    }

    /** The nearest known key, for the portal that the wrong one names. */
    public static String closest(String key) {
        String wanted = general(key);
        String nearest = KEYS.keySet().stream()
                .min(Comparator.comparingInt(known -> distance(known, wanted)))
                .orElseThrow();
        Matcher hook = HOOK.matcher(key);
        return nearest.replace(ANY_HOOK, "hub.hook." + (hook.lookingAt() ? hook.group(1) : "sales") + ".")
                .replace("<name>", portalOf(key).orElse("main"));
    }

    /** The portal that a key is for. */
    static Optional<String> portalOf(String key) {
        Matcher matcher = PORTAL.matcher(key);
        return matcher.lookingAt() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The flow that a key is for. */
    static Optional<String> flowOf(String key) {
        Matcher matcher = OF_FLOW.matcher(key);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String general(String key) {
        return HOOK.matcher(PORTAL.matcher(key).replaceFirst(ANY_PORTAL)).replaceFirst(ANY_HOOK);
    }

    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitute = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substitute, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}

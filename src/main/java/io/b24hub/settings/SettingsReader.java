package io.b24hub.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and checks {@link HubSettings}. All problems are found in one go.
 *
 * <p>Not thread-safe; use one for one reading.
 */
public final class SettingsReader {

    private final CheckedValues values;
    private final Path home;

    /**
     * @param source where values come from
     * @param home what relative paths are relative to
     */
    public SettingsReader(SettingsSource source, Path home) {
        this.home = home;
        values = new CheckedValues(source, home);
    }

    /**
     * Reads everything.
     *
     * @throws BadSettings listing every problem
     */
    public HubSettings read() {
        PortalsReader portals = new PortalsReader(values);
        Map<String, PortalSettings> read = portals.read();
        HubSettings settings = new HubSettings(
                intake(),
                management(),
                read,
                values.path("hub.store.file"),
                new DatabaseReader(values).read(),
                new RouteSettings(
                        values.path("hub.routes.dir"),
                        values.flag("hub.routes.reload"),
                        values.oneOf("hub.routes.bad-file", "stop", "skip").equals("stop")),
                delivery(),
                breaker(),
                retention(),
                connectors(),
                new RestSettings(
                        Duration.ofMillis(values.value(
                                "hub.rest.gather", t -> Units.duration(t).toMillis(), 0, 1000)),
                        Math.toIntExact(values.value("hub.rest.batch-size", Long::parseLong, 1, 50))),
                changes(),
                new SigningReader(values).read(),
                new AlertsReader(values).read(read.keySet()),
                new ApplicationsReader(values).read(read.values()),
                new SourcesReader(values).lists(),
                tracing(),
                values.flag("hub.camel-cli"));
        checkPorts(settings);
        values.problems().addAll(KnownKeys.unknown(values.keys()));
        values.problems().addAll(portals.strangers(settings.portals()));
        if (!values.problems().isEmpty()) {
            throw new BadSettings(values.problems());
        }
        return settings;
    }

    private void checkPorts(HubSettings settings) {
        int port = settings.management().port();
        if (port != 0 && port == settings.intake().port()) {
            values.problem("hub.management.port", "is " + port + ", which hub.intake.port has already");
        }
    }

    private Optional<TracingSettings> tracing() {
        double ratio = values.parse("hub.tracing.ratio", SettingsReader::share).orElse(1.0);
        return values.parse("hub.tracing.endpoint", Addresses::address)
                .map(endpoint -> new TracingSettings(endpoint, ratio));
    }

    private static double share(String text) {
        if (!text.matches("0\\.\\d{1,9}|1(\\.0*)?") || Double.parseDouble(text) <= 0) {
            throw new IllegalArgumentException("is \"" + text + "\", but must be a number above 0 and up to 1");
        }
        return Double.parseDouble(text);
    }

    private ManagementSettings management() {
        ManagementSettings management = new ManagementSettings(
                values.text("hub.management.host"),
                values.port("hub.management.port"),
                credential("hub.management.password"),
                credential("hub.management.token"));
        if (management.password().isEmpty() && management.token().isEmpty() && !isLoopback(management.host())) {
            values.problem(
                    "hub.management.host",
                    "is " + management.host() + ", which other machines reach; set hub.management.password or"
                            + " hub.management.token, or leave it at 127.0.0.1");
        }
        return management;
    }

    private Optional<Secret> credential(String key) {
        return values.parse(key, text -> {
            if (text.length() < ManagementSettings.SHORTEST) {
                throw new IllegalArgumentException(
                        "is too short; it must have at least " + ManagementSettings.SHORTEST + " characters");
            }
            return Secret.of(text);
        });
    }

    static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
    }

    private IntakeSettings intake() {
        return new IntakeSettings(
                values.text("hub.intake.host"),
                values.port("hub.intake.port"),
                Math.toIntExact(values.value("hub.intake.max-body", Units::bytes, 1024, 64L << 20)),
                values.parse("hub.intake.body-timeout", CheckedValues::positive).orElse(Duration.ZERO),
                Math.toIntExact(values.value("hub.intake.max-pending", Long::parseLong, 1, 1_000_000)),
                values.duration("hub.intake.identical-window"),
                values.parse("hub.intake.public-url", Addresses::address),
                tls("hub.intake.tls-certificate", "hub.intake.tls-key"),
                new SourcesReader(values).proxies(),
                connections());
    }

    private ConnectionSettings connections() {
        return new ConnectionSettings(
                Math.toIntExact(values.value("hub.intake.max-connections", Long::parseLong, 16, 1_000_000)),
                Math.toIntExact(values.value("hub.intake.max-connections-of-address", Long::parseLong, 1, 1_000_000)),
                values.parse("hub.intake.head-timeout", CheckedValues::positive).orElse(Duration.ZERO));
    }

    private Optional<TlsFiles> tls(String certificate, String key) {
        boolean hasCertificate = isFile(certificate);
        boolean hasKey = isFile(key);
        if (hasCertificate != hasKey) {
            values.problem(
                    hasCertificate ? key : certificate, "is missing; TLS needs both " + certificate + " and " + key);
        }
        return hasCertificate && hasKey
                ? Optional.of(new TlsFiles(values.path(certificate), values.path(key)))
                : Optional.empty();
    }

    private boolean isFile(String key) {
        if (values.text(key).isEmpty()) {
            return false;
        }
        if (!Files.isReadable(values.path(key))) {
            values.problem(
                    key,
                    "is " + values.path(key) + ", which "
                            + (Files.exists(values.path(key)) ? "this user cannot read" : "does not exist"));
        }
        return true;
    }

    private DeliverySettings delivery() {
        return new DeliverySettings(
                values.parse("hub.delivery.retry-schedule", SettingsReader::waits)
                        .orElse(List.of()),
                values.duration("hub.delivery.retry-for"),
                Math.toIntExact(values.value("hub.delivery.concurrency", Long::parseLong, 1, 1000)),
                values.duration("hub.delivery.stop-timeout"));
    }

    private BreakerSettings breaker() {
        Duration pause =
                values.parse("hub.breaker.pause", CheckedValues::positive).orElse(Duration.ofSeconds(1));
        Duration longest = values.parse("hub.breaker.longest-pause", CheckedValues::positive)
                .orElse(pause);
        if (longest.compareTo(pause) < 0) {
            values.problem("hub.breaker.longest-pause", "is shorter than hub.breaker.pause");
        }
        return new BreakerSettings(
                Math.toIntExact(values.value("hub.breaker.failures", Long::parseLong, 1, 1000)), pause, longest);
    }

    private RetentionSettings retention() {
        return new RetentionSettings(
                values.parse("hub.retention.delivered", CheckedValues::positive).orElse(Duration.ZERO),
                values.parse("hub.retention.parked", CheckedValues::positive).orElse(Duration.ZERO),
                values.parse("hub.retention.actions", CheckedValues::positive).orElse(Duration.ZERO),
                values.value("hub.retention.max-size", SettingsReader::sizeLimit, 0, 1L << 50));
    }

    /** A limit that the hub's tables alone exceed would forget everything at once. */
    private static long sizeLimit(String text) {
        long bytes = Units.bytes(text);
        if (bytes > 0 && bytes < 1L << 20) {
            throw new IllegalArgumentException("is " + text + ", but must be 0 for no limit, or at least 1MiB");
        }
        return bytes;
    }

    private ChangeSettings changes() {
        Fuse fuse = values.parse("hub.loop.fuse", Fuse::of).orElse(new Fuse(1, Duration.ofSeconds(1)));
        return new ChangeSettings(
                values.parse("hub.retention.snapshots", CheckedValues::positive).orElse(Duration.ofDays(1)),
                values.duration("hub.loop.echo-window"),
                fuse.writes(),
                fuse.time());
    }

    private static List<Duration> waits(String text) {
        return Arrays.stream(text.split(",", -1)).map(CheckedValues::positive).toList();
    }

    private ConnectorSettings connectors() {
        SinksReader sinks = new SinksReader(values);
        return new ConnectorSettings(
                values.find("hub.telegram.token").map(Secret::of),
                values.parse("hub.telegram.base-uri", Addresses::address),
                new TelegramPaceSettings(
                        rate("hub.telegram.chat-rate"), rate("hub.telegram.group-rate"), rate("hub.telegram.bot-rate")),
                values.parse("hub.google.key-file", file -> home.resolve(file).toString()),
                values.parse("hub.google.root-url", Addresses::address),
                Math.toIntExact(values.value("hub.google.requests-per-minute", Long::parseLong, 1, 100_000)),
                sinks.mail(),
                sinks.sql(),
                sinks.hooks());
    }

    private Optional<CallRate> rate(String key) {
        return values.parse(key, CallRate::of).flatMap(rate -> rate);
    }
}

package io.b24hub.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

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
        HubSettings settings = new HubSettings(
                intake(),
                new ManagementSettings(values.text("hub.management.host"), values.port("hub.management.port")),
                portals.read(),
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
                changes());
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

    private IntakeSettings intake() {
        return new IntakeSettings(
                values.text("hub.intake.host"),
                values.port("hub.intake.port"),
                Math.toIntExact(values.value("hub.intake.max-body", Units::bytes, 1024, 64L << 20)),
                values.parse("hub.intake.body-timeout", CheckedValues::positive).orElse(Duration.ZERO),
                Math.toIntExact(values.value("hub.intake.max-pending", Long::parseLong, 1, 1_000_000)),
                values.duration("hub.intake.identical-window"),
                values.parse("hub.intake.public-url", Addresses::address));
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
        return new ConnectorSettings(
                values.find("hub.telegram.token").map(Secret::of),
                values.parse("hub.telegram.base-uri", Addresses::address),
                values.find("hub.google.key-file")
                        .map(file -> home.resolve(file).toString()),
                values.parse("hub.google.root-url", Addresses::address));
    }
}

package io.b24hub.silence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.alert.Alert;
import io.b24hub.bitrix.HttpAnswer;
import io.b24hub.bitrix.LeakyBucket;
import io.b24hub.bitrix.PortalListener;
import io.b24hub.bitrix.PortalRest;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.Origin;
import io.b24hub.settings.AlertSettings;
import io.b24hub.settings.BudgetSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.PortalSettings.Webhook;
import io.b24hub.settings.RestSettings;
import io.b24hub.settings.Secret;
import io.b24hub.settings.SourceSettings;
import io.b24hub.settings.SweepSettings;
import io.b24hub.store.Memory;
import io.b24hub.time.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * People who work on deals from 9 to 18, Monday to Friday, in about ten minutes of each hour, and the portal that they do it
 * in. Time goes minute by minute; each hub looks in each.
 */
final class Office {

    static final ZoneId ZONE = ZoneId.of("Europe/Moscow");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ONE_MINUTE_IN = 6;

    final ManualClock clock =
            new ManualClock(ZonedDateTime.of(2026, 1, 5, 0, 0, 0, 0, ZONE).toInstant());
    final List<String> questions = new ArrayList<>();
    final List<ZonedDateTime> asked = new ArrayList<>();
    final List<Alert> alerts = new ArrayList<>();
    final List<Alert> changes = new ArrayList<>();
    final Set<LocalDate> holidays = new HashSet<>();
    private final Random random = new Random(24);
    private final List<Instant> changed = new ArrayList<>();
    private final List<Watchdog> hubs = new ArrayList<>();
    boolean webhook = true;
    String type = "ONCRMDEALUPDATE";
    Optional<Instant> certificateEnds = Optional.empty();
    Function<String, HttpAnswer> rest = this::answer;
    AlertSettings settings = settings(Map.of(), Map.of());

    static AlertSettings settings(Map<String, Duration> every, Map<String, Set<String>> ignored) {
        return new AlertSettings(0, Duration.ZERO, every, ignored);
    }

    /** Adds a hub; several share the memory if they are given the same. */
    Watchdog hub(Memory memory, boolean canAsk) {
        PortalSettings main = portal("main", canAsk);
        PortalSettings second = portal("second", canAsk);
        PortalRest calls = new PortalRest(
                main,
                new RestSettings(Duration.ZERO, 1),
                this::post,
                new LeakyBucket(BudgetSettings.UNLIMITED, clock),
                clock,
                PortalListener.NONE);
        Watchdog hub = new Watchdog(
                List.of(main, second),
                settings,
                name -> calls,
                memory,
                EventCatalogue.load(),
                clock,
                new Watchdog.Surroundings(() -> certificateEnds, name -> calls.stoppedBecause(), name -> false));
        hubs.add(hub);
        return hub;
    }

    void stop(Watchdog hub) {
        hubs.remove(hub);
    }

    private static PortalSettings portal(String name, boolean canAsk) {
        return new PortalSettings(
                name,
                List.of(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                canAsk
                        ? Optional.of(new Webhook(URI.create("https://example.bitrix24.com"), 1, Secret.of("secret")))
                        : Optional.empty(),
                BudgetSettings.UNLIMITED,
                Locale.ENGLISH,
                ZONE,
                SourceSettings.OFF,
                SweepSettings.OFF);
    }

    ZonedDateTime now() {
        return clock.instant().atZone(ZONE);
    }

    /** Lives until a time of day that comes next on such a day. */
    void until(DayOfWeek day, int hour) {
        do {
            minute(alerts::add, changes::add);
        } while (now().getDayOfWeek() != day || now().getHour() != hour || now().getMinute() != 0);
    }

    void weeks(int weeks) {
        minutes(weeks * 7 * 24 * 60);
    }

    void minutes(int minutes) {
        for (int i = 0; i < minutes; i++) {
            minute(alerts::add, changes::add);
        }
    }

    /** Lives for a minute, with others hearing of it. */
    void minute(Consumer<Alert> alert, Consumer<Alert> change) {
        clock.advance(Duration.ofMinutes(1));
        boolean works = now().getHour() >= 9
                && now().getHour() < 18
                && now().getDayOfWeek().getValue() <= 5
                && !holidays.contains(now().toLocalDate());
        if (works && random.nextInt(ONE_MINUTE_IN) == 0) {
            change();
        }
        hubs.forEach(hub -> hub.look(alert, change));
    }

    /** Somebody changes a deal; one of the hubs hears of it, if there is a webhook. */
    void change() {
        changed.add(clock.instant());
        if (webhook) {
            send("main", type, "deal");
        }
    }

    void send(String portal, String type, String entity) {
        hubs.get(random.nextInt(hubs.size()))
                .received(
                        new Bitrix24Event(
                                "id",
                                portal,
                                type,
                                new EntityRef(entity, entity.equals("deal") ? 2 : 0, "7"),
                                "",
                                clock.instant().minusSeconds(1),
                                clock.instant(),
                                Origin.WEBHOOK,
                                Map.of()),
                        List.of());
    }

    List<String> told() {
        return alerts.stream()
                .filter(alert -> alert.portal().equals(Optional.of("main")))
                .map(alert -> alert.kind().word())
                .toList();
    }

    private CompletionStage<HttpAnswer> post(String url, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        asked.add(now());
        questions.add(url.substring(url.lastIndexOf('/') + 1).replace(".json", "") + " " + text);
        return CompletableFuture.completedFuture(rest.apply(text));
    }

    static HttpAnswer json(int status, String body) {
        return new HttpAnswer(status, "application/json", body.getBytes(StandardCharsets.UTF_8), Optional.empty());
    }

    private HttpAnswer answer(String question) {
        try {
            JsonNode filter = JSON.readTree(question).get("filter");
            String field = filter.has(">updatedTime") ? "updatedTime" : "createdTime";
            Instant since = time(filter.get(">" + field));
            Instant until = time(filter.get("<" + field));
            StringBuilder rows = new StringBuilder();
            for (Instant at : changed) {
                if (at.isAfter(since) && at.isBefore(until)) {
                    rows.append(rows.isEmpty() ? "" : ",")
                            .append("{\"id\":7,\"")
                            .append(field)
                            .append("\":\"")
                            .append(at.atZone(ZONE).toOffsetDateTime())
                            .append("\"}");
                }
            }
            return json(200, "{\"result\":{\"items\":[" + rows + "]},\"time\":{}}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Instant time(JsonNode text) {
        return OffsetDateTime.parse(text.asText()).toInstant();
    }
}

package io.b24hub.intake;

import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventIds;
import io.b24hub.settings.BudgetSettings;
import io.b24hub.settings.IntakeSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.Secret;
import io.b24hub.time.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** An intake with one portal, {@code main}, and everything around it within reach of a test. */
final class Door {

    static final String TOKEN = "right-token";
    static final String ROBOT_SECRET = "robot-secret";

    final RecordingStore store;
    final ManualClock clock = new ManualClock();
    final IntakeStats stats = new IntakeStats(clock);
    final IntakeSettings settings;
    final EventIntake intake;

    private Door(PortalSettings portal, IntakeSettings settings, RecordingStore store) {
        this.store = store;
        this.settings = settings;
        intake = new EventIntake(
                Map.of(portal.name(), portal),
                settings,
                store,
                EventCatalogue.load(),
                new EventIds(clock, new Random(1)),
                clock,
                event -> List.of("flow-of-" + event.type()),
                stats);
    }

    static Door open() {
        return with(portal(List.of(TOKEN), Optional.empty(), false));
    }

    static Door with(PortalSettings portal) {
        return with(portal, settings(1 << 20, 100, Duration.ofSeconds(10)), new RecordingStore());
    }

    static Door with(PortalSettings portal, IntakeSettings settings, RecordingStore store) {
        return new Door(portal, settings, store);
    }

    static IntakeSettings settings(int maxBody, int maxPending, Duration window) {
        return new IntakeSettings(
                "127.0.0.1", 0, maxBody, Duration.ofSeconds(10), maxPending, window, Optional.empty());
    }

    static PortalSettings portal(List<String> tokens, Optional<String> memberId, boolean pinMember) {
        return new PortalSettings(
                "main",
                tokens.stream().map(Secret::of).toList(),
                memberId,
                pinMember,
                Optional.of(Secret.of(ROBOT_SECRET)),
                Optional.empty(),
                BudgetSettings.STANDARD);
    }

    CompletableFuture<Answer> post(String form) {
        return send(new Call("main", Optional.empty(), "application/x-www-form-urlencoded", bytes(form)));
    }

    CompletableFuture<Answer> postRobot(String secret, String form) {
        return send(new Call("main", Optional.of(secret), "application/x-www-form-urlencoded", bytes(form)));
    }

    CompletableFuture<Answer> send(Call call) {
        return intake.receive(call).toCompletableFuture();
    }

    static String dealUpdate(String id, String token) {
        return "event=ONCRMDEALUPDATE&event_handler_id=975&data[FIELDS][ID]=" + id
                + "&ts=1766047124&auth[member_id]=member-1&auth[application_token]=" + token;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

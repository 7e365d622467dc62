package io.b24hub;

import io.b24hub.bitrix.PortalCalls;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.handler.AnswerObjective;
import io.b24hub.handler.Delays;
import io.b24hub.intake.IntakeListener;
import io.b24hub.intake.Refusal;
import io.b24hub.manage.HubStatus;
import io.b24hub.settings.HubSettings;
import io.b24hub.silence.Hearing;
import io.b24hub.silence.Watchdog;
import io.b24hub.silence.Watchdog.Surroundings;
import io.b24hub.store.Memory;
import io.b24hub.time.HubClock;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Whether the portals' events come, in time, and are answered in time. Passes on to the next listener, which hears first.
 * Thread-safe.
 */
final class Listening implements IntakeListener {

    private final HubSettings settings;
    private final AnswerObjective objective;
    private final Delays delays;
    private final Watchdog silence;
    private final IntakeListener next;

    /**
     * @param calls clients of the portals; asked when the hub is open
     * @param stopped why a portal refuses all calls
     */
    Listening(
            HubSettings settings,
            Memory memory,
            EventCatalogue catalogue,
            HubClock clock,
            Function<String, PortalCalls> calls,
            Function<String, Optional<String>> stopped,
            Supplier<Optional<Instant>> certificateEnds,
            IntakeListener next) {
        this.settings = settings;
        this.next = next;
        objective = new AnswerObjective(settings.alerts().answerObjective(), clock);
        delays = new Delays(settings.portals().keySet(), clock);
        silence = new Watchdog(
                settings.portals().values(),
                settings.alerts(),
                calls,
                memory,
                catalogue,
                clock,
                new Surroundings(certificateEnds, stopped, portal -> objective.isMissed() || delays.isLate(portal)));
    }

    /** Has all of it looked at, again and again. */
    void watch(Alerting alerting) {
        alerting.watch(objective);
        alerting.watch(delays);
        alerting.watch(silence);
    }

    AnswerObjective objective() {
        return objective;
    }

    List<HubStatus.Heard> heard() {
        return settings.portals().keySet().stream().map(this::heard).toList();
    }

    private HubStatus.Heard heard(String portal) {
        Hearing hearing = silence.hearing(portal);
        return new HubStatus.Heard(
                portal, hearing.last(), hearing.silence(), delays.lastHour(portal), delays.isLate(portal));
    }

    @Override
    public void received(Bitrix24Event event, Collection<String> flows) {
        next.received(event, flows);
        delays.received(event, flows);
        silence.received(event, flows);
    }

    @Override
    public void refused(String portal, InetAddress client, Refusal reason) {
        next.refused(portal, client, reason);
        silence.refused(portal, client, reason);
    }

    @Override
    public void strangeMember(String portal, String fingerprint) {
        next.strangeMember(portal, fingerprint);
    }

    @Override
    public void repeated(String portal) {
        next.repeated(portal);
    }

    @Override
    public void answered(Duration took) {
        next.answered(took);
        objective.answered(took);
    }
}

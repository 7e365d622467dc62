package io.b24hub;

import io.b24hub.delivery.DeliveryEngine;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.intake.IntakeListener;
import io.b24hub.intake.IntakeStats;
import io.b24hub.intake.Refusal;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * Passes news from the door on: to the counters, to the engine, to what keeps the portals' lists, and to whoever else
 * listens.
 */
record IntakeFanOut(
        IntakeStats stats,
        DeliveryEngine engine,
        Consumer<Bitrix24Event> lists,
        StrangeCalls strange,
        IntakeListener metrics,
        IntakeListener other)
        implements IntakeListener {

    @Override
    public void received(Bitrix24Event event, Collection<String> flows) {
        stats.received(event, flows);
        // before a flow runs, or it would read with names that this very event made wrong
        lists.accept(event);
        engine.wake(flows);
        metrics.received(event, flows);
        other.received(event, flows);
    }

    @Override
    public void refused(String portal, InetAddress client, Refusal reason) {
        stats.refused(portal, client, reason);
        metrics.refused(portal, client, reason);
        other.refused(portal, client, reason);
    }

    @Override
    public void repeated(String portal) {
        stats.repeated(portal);
        metrics.repeated(portal);
        other.repeated(portal);
    }

    @Override
    public void strangeMember(String portal, String fingerprint) {
        strange.member(portal, fingerprint);
        other.strangeMember(portal, fingerprint);
    }

    @Override
    public void answered(Duration took) {
        metrics.answered(took);
        other.answered(took);
    }
}

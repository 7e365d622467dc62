package io.b24hub.component.bitrix24;

import io.b24hub.change.OwnWrites;
import io.b24hub.change.Ruling;
import io.b24hub.delivery.DeliveryListener;
import io.b24hub.delivery.Outcome;
import io.b24hub.delivery.Report;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.Delivery;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps what a flow caused itself from running it. Thread-safe. Waits for the store. */
final class LoopGuard {

    private final OwnWrites writes;
    private final boolean dropEchoes;
    private final Consumer<Consumer<DeliveryListener>> listeners;

    LoopGuard(OwnWrites writes, boolean dropEchoes, Consumer<Consumer<DeliveryListener>> listeners) {
        this.writes = writes;
        this.dropEchoes = dropEchoes;
        this.listeners = listeners;
    }

    /**
     * What the flow is to do.
     *
     * @param rest what it is to run for
     * @param notes what became of the others
     * @param end how the attempt ends without the flow, if it does
     */
    record Verdict(List<Delivery> rest, List<String> notes, Optional<Outcome> end) {}

    Verdict judge(List<Delivery> batch) {
        List<Delivery> rest = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Delivery delivery : batch) {
            Ruling ruling = writes.rule(delivery, dropEchoes, batch.size() == 1);
            if (ruling instanceof Ruling.Loop loop) {
                return new Verdict(List.of(), notes, Optional.of(stop(delivery, loop)));
            } else if (ruling instanceof Ruling.Echo echo) {
                String event = batch.size() == 1 ? "" : " " + delivery.event().entity() + ":";
                notes.add("echo:" + event + " of this flow's own write at "
                        + echo.written().truncatedTo(ChronoUnit.SECONDS));
            } else {
                rest.add(delivery);
            }
        }
        return new Verdict(
                rest, notes, rest.isEmpty() ? Optional.of(new Outcome.Filtered(new Report(notes))) : Optional.empty());
    }

    private Outcome stop(Delivery delivery, Ruling.Loop loop) {
        Bitrix24Event event = delivery.event();
        if (loop.news()) {
            listeners.accept(listener ->
                    listener.loopStopped(delivery.flow(), event.portal(), event.entity(), loop.writes(), loop.until()));
        }
        return new Outcome.Hopeless(
                "The flow has written to " + event.entity() + " " + loop.writes() + " times in a short time and runs"
                        + " because of what it writes.",
                "Let it write only when something has to change, for example behind a filter on hasChanged, or leave"
                        + " echo=keep out. Then replay this; by itself the flow takes events of " + event.entity()
                        + " again at " + loop.until().truncatedTo(ChronoUnit.SECONDS) + ". The limit is hub.loop.fuse.",
                new Report(List.of("fuse: stopped after " + loop.writes() + " writes to " + event.entity())));
    }
}

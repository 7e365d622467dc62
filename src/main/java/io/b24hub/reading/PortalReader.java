package io.b24hub.reading;

import io.b24hub.bitrix.EntityReader;
import io.b24hub.bitrix.MadeCalls;
import io.b24hub.bitrix.PortalCalls;
import io.b24hub.bitrix.ReadOutcome;
import io.b24hub.bitrix.ReadOutcome.Found;
import io.b24hub.bitrix.ReadPlan;
import io.b24hub.bitrix.ReadTerms;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventType;
import io.b24hub.failure.RetryLater;
import io.b24hub.time.HubClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the events of one portal are about. One instance per portal, for as long as the hub runs: it keeps the portal's
 * lists in memory.
 *
 * <p>Calls that do not need each other's answer are made side by side, so that they can travel together. No thread waits.
 *
 * <p>This class is thread-safe.
 */
public final class PortalReader {

    private static final Logger LOG = LoggerFactory.getLogger(PortalReader.class);
    private static final String CALL_RECORD = "voximplant.statistic.get";
    private static final Duration CALL_IS_FRESH = Duration.ofMinutes(2);
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(5);

    private final String portal;
    private final PortalCalls calls;
    private final EventCatalogue catalogue;
    private final HubClock clock;
    private final CardLinks links;
    private final Troubles troubles;
    private final Dictionaries dictionaries;

    /**
     * @param portal the portal's name, for messages
     * @param calls that portal's calls
     * @param address scheme and authority of its pages; without it events get no links
     */
    public PortalReader(
            String portal, PortalCalls calls, Optional<URI> address, EventCatalogue catalogue, HubClock clock) {
        this.portal = portal;
        this.calls = calls;
        this.catalogue = catalogue;
        this.clock = clock;
        links = new CardLinks(address);
        troubles = new Troubles(portal, clock);
        dictionaries = new Dictionaries(calls, troubles, clock);
    }

    /**
     * Reads what an event is about, with the method that the catalogue knows for it.
     *
     * @return the event with a {@link io.b24hub.event.Reading}: the fields, or {@code gone} when there is nothing left to
     *     read. An event that names nothing to read comes back unchanged. Completes exceptionally with
     *     {@link io.b24hub.bitrix.RestException} when the entity or what is related cannot be read now, with
     *     {@link RetryLater} for a call that ended a moment ago and has no record yet. Names that cannot be had fail
     *     nothing
     */
    public CompletionStage<Bitrix24Event> read(Bitrix24Event event, Wish wish) {
        return read(event, wish, ReadTerms.LIVE, new MadeCalls());
    }

    /**
     * As {@link #read(Bitrix24Event, Wish)}.
     *
     * @param terms which fields, and how urgent it is. What is related is found only through fields that are selected
     * @param made hears of every call that is made for it: of the entity, of what is related, and of lists of names
     */
    public CompletionStage<Bitrix24Event> read(Bitrix24Event event, Wish wish, ReadTerms terms, MadeCalls made) {
        Optional<EventType> type = catalogue.find(event.type());
        Optional<String> message = TaskComments.message(event);
        Optional<ReadPlan> plan = type.flatMap(EventType::read).flatMap(read -> Plans.of(read, event));
        if (type.filter(t -> t.action() == EventType.Action.DELETE).isPresent() && plan.isEmpty()) {
            return CompletableFuture.completedFuture(gone(event, wish));
        }
        if (message.isPresent()) {
            return new TaskComments(portal, made.through(calls))
                    .read(TaskComments.task(event).orElseThrow(), message.get())
                    .thenCompose(outcome -> finish(event, wish, outcome, Optional.empty(), made));
        }
        return plan.map(p -> read(event, wish, p, terms, made))
                .orElseGet(() -> CompletableFuture.completedFuture(event));
    }

    /** Forgets names that an event makes wrong. To be told of every event of the portal, whoever wants it; returns at once. */
    public void heard(Bitrix24Event event) {
        dictionaries.heard(event);
    }

    /** Methods that names come from and that do not answer now, each with the reason. */
    public Map<String, String> troubles() {
        return troubles.reasons();
    }

    private CompletionStage<Bitrix24Event> read(
            Bitrix24Event event, Wish wish, ReadPlan plan, ReadTerms terms, MadeCalls made) {
        CompletionStage<ReadOutcome> entity = new EntityReader(portal, made.through(calls)).read(plan, terms);
        Optional<CompletionStage<Map<String, FieldList.Field>>> described =
                FieldList.of(plan).filter(list -> wish.names()).map(list -> dictionaries.fields(list, made));
        return entity.thenCompose(
                outcome -> notYet(event, plan, outcome).orElseGet(() -> finish(event, wish, outcome, described, made)));
    }

    private CompletionStage<Bitrix24Event> finish(
            Bitrix24Event event,
            Wish wish,
            ReadOutcome outcome,
            Optional<CompletionStage<Map<String, FieldList.Field>>> described,
            MadeCalls made) {
        if (outcome instanceof ReadOutcome.Unreadable unreadable) {
            LOG.warn("{} goes on without fields (unreadable): {}", event, unreadable.reason());
            return CompletableFuture.completedFuture(event.withReading(
                    event.reading().withUnreadableEntity().withRelated(RelatedEntities.nothing(wish.related()))));
        }
        if (!(outcome instanceof Found found)) {
            return CompletableFuture.completedFuture(gone(event, wish));
        }
        Map<String, Object> fields = found.fields();
        CompletionStage<Map<String, String>> names = wish.names()
                ? described
                        .orElseGet(() -> CompletableFuture.completedFuture(Map.of()))
                        .thenCompose(known -> new FieldNames(dictionaries, made).of(event.entity(), fields, known))
                : CompletableFuture.completedFuture(Map.of());
        CompletionStage<Map<String, Object>> related =
                new RelatedEntities(portal, made.through(calls)).of(wish.related(), fields);
        return names.thenCombine(
                related,
                (shown, entities) -> event.withReading(event.reading()
                        .withFields(fields)
                        .withNames(shown)
                        .withLink(links.of(event, fields))
                        .withRelated(entities)));
    }

    private static Bitrix24Event gone(Bitrix24Event event, Wish wish) {
        return event.withReading(event.reading().withoutEntity().withRelated(RelatedEntities.nothing(wish.related())));
    }

    // the record of a call is written some seconds after the portal told of its end
    private Optional<CompletionStage<Bitrix24Event>> notYet(Bitrix24Event event, ReadPlan plan, ReadOutcome outcome) {
        Instant now = clock.instant();
        Duration age = Duration.between(event.receivedAt(), now);
        if (!(outcome instanceof ReadOutcome.Gone)
                || !plan.method().equals(CALL_RECORD)
                || age.compareTo(CALL_IS_FRESH) >= 0) {
            return Optional.empty();
        }
        Duration half = age.dividedBy(2);
        Duration wait = half.compareTo(SHORTEST_WAIT) > 0 ? half : SHORTEST_WAIT;
        return Optional.of(CompletableFuture.failedFuture(new RetryLater(
                "Portal " + portal + " has no record of " + event.entity()
                        + " yet; it is written shortly after the end.",
                now.plus(wait))));
    }
}

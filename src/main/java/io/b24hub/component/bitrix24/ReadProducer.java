package io.b24hub.component.bitrix24;

import io.b24hub.bitrix.MadeCalls;
import io.b24hub.bitrix.ReadTerms;
import io.b24hub.change.Kept;
import io.b24hub.change.Snapshots;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.failure.WillNotHeal;
import io.b24hub.reading.Wish;
import io.b24hub.store.Delivery;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;

/**
 * Reads the entity that the current event is about, with the method that the catalogue knows for it. The body becomes the
 * event with {@code fields}, {@code names}, {@code link} and what is related, with {@code gone} set when there is nothing left
 * to read, or with {@code unreadable} set when the webhook's owner has no right to it; and with {@code before} and
 * {@code changed}, compared with what the flow saw last. An event that names nothing to read passes unchanged.
 *
 * <p>Where the body is a batch, or another list of events, all of them are read side by side, and the body becomes the batch
 * of what came back. One that cannot be read fails the batch.
 */
final class ReadProducer extends PortalProducer {

    private final Wish wish;
    private final List<String> select;
    private final Kept kept;

    ReadProducer(Bitrix24Endpoint endpoint, Wish wish, Kept kept) {
        super(endpoint);
        this.wish = wish;
        this.kept = kept;
        select = endpoint.getSelect() == null
                ? List.of()
                : Arrays.stream(endpoint.getSelect().split(","))
                        .map(String::strip)
                        .filter(field -> !field.isEmpty())
                        .toList();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        MadeCalls made = new MadeCalls(caller(exchange));
        Trail.calls(exchange, made);
        try {
            if (exchange.getMessage().getBody() instanceof List<?> list && EventBatch.holds(list)) {
                return whenAnswered(
                        exchange,
                        callback,
                        read(exchange, EventBatch.of(list), made),
                        (answered, read) -> answered.getMessage().setBody(read));
            }
            CompletableFuture<Bitrix24Event> read = read(exchange, current(exchange), made);
            if (read.isDone() && !read.isCompletedExceptionally()) {
                put(exchange, read.join());
                callback.done(true);
                return true;
            }
            return whenAnswered(exchange, callback, read, ReadProducer::put);
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private static Bitrix24Event current(Exchange exchange) {
        return event(exchange)
                .orElseThrow(() -> new WillNotHeal(
                        "bitrix24:read was called where no event is in hand.",
                        "Use it in a route that starts with from: bitrix24:…, in a batch before the body is replaced, or"
                                + " call a method such as bitrix24:crm.deal.get."));
    }

    private CompletableFuture<EventBatch> read(Exchange exchange, EventBatch batch, MadeCalls made) {
        List<CompletableFuture<Bitrix24Event>> reads =
                batch.stream().map(event -> read(exchange, event, made)).toList();
        return CompletableFuture.allOf(reads.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> new EventBatch(
                        reads.stream().map(CompletableFuture::join).toList()));
    }

    private CompletableFuture<Bitrix24Event> read(Exchange exchange, Bitrix24Event event, MadeCalls made) {
        Optional<Bitrix24Event> about = Optional.of(event);
        String portal = portalName(about);
        Optional<Comparison> comparison = comparison(exchange, event, portal);
        ReadTerms terms = new ReadTerms(select, lane(exchange, about), Optional.of(event.receivedAt()));
        return services()
                .readers()
                .get(portal)
                .read(event, wish, terms, made)
                .thenApply(read -> comparison.map(with -> with.of(read)).orElse(read))
                .toCompletableFuture();
    }

    /** Asks for what the flow saw last, before the read: its answer comes on a thread that must not wait. */
    private Optional<Comparison> comparison(Exchange exchange, Bitrix24Event event, String portal) {
        return Trail.of(exchange).flatMap(trail -> trail.delivery(event)
                .map(delivery ->
                        new Comparison(trail, delivery, services().snapshots().last(delivery, event, portal, kept))));
    }

    /** Compares what is read with what the flow saw last, and leaves it to be remembered. */
    private final class Comparison {

        private final Trail trail;
        private final Delivery delivery;
        private final Snapshots.Last last;

        Comparison(Trail trail, Delivery delivery, Snapshots.Last last) {
            this.trail = trail;
            this.delivery = delivery;
            this.last = last;
        }

        Bitrix24Event of(Bitrix24Event read) {
            Snapshots.Seen seen = services()
                    .snapshots()
                    .compare(read, last, trail.toRemember(delivery, last.key()), kept, select, delivery);
            seen.fact().ifPresent(fact -> trail.remember(delivery, fact));
            if (!seen.left().isEmpty()) {
                trail.lines().add("snapshot without " + String.join(", ", seen.left()) + ": too large");
            }
            return seen.event();
        }
    }

    private static void put(Exchange exchange, Bitrix24Event event) {
        exchange.getMessage().setBody(event);
        exchange.setProperty(Bitrix24Constants.EVENT_PROPERTY, event);
    }
}

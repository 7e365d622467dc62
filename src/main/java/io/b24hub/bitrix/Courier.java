package io.b24hub.bitrix;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.bitrix.RestAnswer.Moved;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one HTTP call there and back: follows a renamed portal, and asks in smaller company after an answer that was too
 * large. What the answer means for each call in it is the {@link Judge}'s business.
 *
 * <p>This class is thread-safe.
 */
final class Courier {

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final RestError TOO_LARGE = RestFailures.unanswered(new AnswerTooLarge());

    private final PortalParts parts;
    private final HttpTransport transport;
    private final Endings endings;
    private final Judge judge;
    private final AnswerReader reader;
    private final ObjectMapper json = new ObjectMapper();

    Courier(PortalParts parts, HttpTransport transport, Endings endings, Judge judge, AnswerReader reader) {
        this.parts = parts;
        this.transport = transport;
        this.endings = endings;
        this.judge = judge;
        this.reader = reader;
    }

    /**
     * Carries a shipment that has its drop.
     *
     * @return the calls to be sent again, when all others have ended; never fails
     */
    CompletionStage<List<Command>> carry(Shipment shipment) {
        OptionalLong pass = parts.gate().enter(parts.clock().instant());
        if (pass.isEmpty()) {
            // closed since the shipment was packed: it goes back, and is refused there
            return CompletableFuture.completedFuture(endings.comeBack(shipment.commands()));
        }
        return carry(shipment, pass.getAsLong());
    }

    private CompletionStage<List<Command>> carry(Shipment shipment, long pass) {
        Instant now = parts.clock().instant();
        Departure departure = new Departure(
                parts.address().url(shipment.method()), pass, parts.bucket().round(), now);
        shipment.commands().forEach(command -> parts.shared().leaves(command, now));
        parts.traffic().sent.increment();
        parts.traffic().carried.add(shipment.commands().size());
        CallWatch.Journey journey = watched(shipment);
        return post(departure.url(), shipment)
                .whenComplete((answer, lost) -> tell(journey, answer, lost))
                .handle((answer, lost) ->
                        lost == null ? arrived(shipment, departure, answer) : lost(shipment, unwrapped(lost)))
                .thenCompose(Function.identity())
                .exceptionally(fault -> faulty(shipment, fault));
    }

    private CallWatch.Journey watched(Shipment shipment) {
        List<Command> commands = shipment.commands();
        CallWatch.Journey journey = parts.watch()
                .leaves(parts.news().portal(), shipment.method().name(), commands.size(), () -> commands.stream()
                        .flatMap(command -> command.callers().stream())
                        .toList());
        commands.forEach(command -> command.travelsOn(journey));
        return journey;
    }

    private static void tell(CallWatch.Journey journey, HttpAnswer answer, Throwable lost) {
        if (lost == null) {
            journey.arrived(answer.status());
        } else {
            journey.lost(unwrapped(lost));
        }
    }

    private CompletionStage<HttpAnswer> post(String url, Shipment shipment) {
        try {
            return transport.post(url, shipment.body(json));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<List<Command>> arrived(Shipment shipment, Departure departure, HttpAnswer answer) {
        boolean tooLarge = answer.body().length > HttpTransport.MAX_ANSWER;
        if (tooLarge && shipment.commands().size() > 1) {
            return CompletableFuture.completedFuture(inSmallerCompany(shipment));
        }
        RestAnswer read = reader.read(shipment.method().name(), answer);
        if (read instanceof Moved moved) {
            return follow(shipment, departure, moved);
        }
        Judge.Verdict verdict = judge.judge(shipment, departure, read);
        if (!verdict.doubtful().isEmpty()) {
            confirm(verdict, departure);
        }
        return CompletableFuture.completedFuture(verdict.again());
    }

    private CompletionStage<List<Command>> lost(Shipment shipment, Throwable lost) {
        if (lost instanceof AnswerTooLarge && shipment.commands().size() > 1) {
            return CompletableFuture.completedFuture(inSmallerCompany(shipment));
        }
        endings.leaveOpen(shipment.commands(), RestFailures.unanswered(lost));
        return CompletableFuture.completedFuture(List.of());
    }

    // The calls ran. Reads may run again; what wrote has had its effect, or not.
    private List<Command> inSmallerCompany(Shipment shipment) {
        List<Command> reads = new ArrayList<>();
        List<Command> writes = new ArrayList<>();
        shipment.commands().forEach(command -> (command.method().reads() ? reads : writes).add(command));
        endings.leaveOpen(writes, TOO_LARGE);
        reads.forEach(command -> command.travelsWithAtMost(shipment.commands().size() / 2));
        return endings.comeBack(reads);
    }

    private CompletionStage<List<Command>> follow(Shipment shipment, Departure departure, Moved moved) {
        Optional<URI> home = PortalMove.newHome(departure.url(), moved.location());
        if (home.isEmpty() || shipment.redirected()) {
            judge.stop(shipment.commands(), departure, RestFailures.astray(moved));
            return CompletableFuture.completedFuture(List.of());
        }
        if (parts.address().moved(home.get())) {
            parts.news().tell(l -> l.moved(parts.news().portal(), home.get()));
        }
        return parts.bucket().turn().thenCompose(permit -> carry(shipment.afterRedirect(), departure.pass()));
    }

    // Some codes stand for "not this record" and for "no REST at all". A method that needs no rights tells which. It
    // travels on the pass of the calls in doubt, which may themselves be the probe of a stopped portal.
    private void confirm(Judge.Verdict verdict, Departure departure) {
        Command profile = judge.profile();
        ask(profile, departure);
        profile.answer().whenComplete((result, failure) -> judge.confirmed(verdict, failure));
    }

    private void ask(Command profile, Departure departure) {
        parts.bucket()
                .turn()
                .thenCompose(permit -> carry(Shipment.of(profile), departure.pass()))
                .thenAccept(again -> again.forEach(command -> ask(command, departure)));
    }

    private List<Command> faulty(Shipment shipment, Throwable fault) {
        LOG.error("A REST call could not be finished", unwrapped(fault));
        endings.leaveOpen(shipment.commands(), RestFailures.unanswered(unwrapped(fault)));
        return List.of();
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}

package io.b24hub.bitrix;

import io.b24hub.bitrix.RestAnswer.Bad;
import io.b24hub.bitrix.RestAnswer.Good;
import io.b24hub.bitrix.Shipment.Slot;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decides what an answer means for each call that travelled, ends those that have an end, and tells the bucket, the gate
 * and the ledger what it teaches. Each command of a batch is judged by its own error.
 *
 * <p>This class is thread-safe.
 */
final class Judge {

    /**
     * What is left to do.
     *
     * @param again calls that did not run and may be sent again
     * @param doubtful calls whose error may concern the record or the portal; all have the same error
     * @param doubt that error
     */
    record Verdict(List<Command> again, List<Command> doubtful, Optional<RestError> doubt) {

        private Verdict() {
            this(new ArrayList<>(), new ArrayList<>(), Optional.empty());
        }
    }

    private static final String BATCH = "batch";
    private static final String NOT_IN_A_BATCH = "ERROR_BATCH_METHOD_NOT_ALLOWED";

    private final PortalParts parts;
    private final Endings endings;
    private final ErrorTable errors;
    private final Consumer<String> neverBatch;

    /** @param neverBatch hears of methods that the portal does not take as part of a batch */
    Judge(PortalParts parts, Endings endings, ErrorTable errors, Consumer<String> neverBatch) {
        this.parts = parts;
        this.endings = endings;
        this.errors = errors;
        this.neverBatch = neverBatch;
    }

    Verdict judge(Shipment shipment, Departure departure, RestAnswer answer) {
        if (answer instanceof Good good) {
            alive(departure);
            return shipment.isBatch()
                    ? batch(shipment, departure, good.result())
                    : slot(shipment, shipment.slots().get(0), departure, answer, new Verdict());
        }
        RestError error = ((Bad) answer).error();
        return shipment.isBatch()
                ? wholeBatch(shipment.commands(), departure, error)
                : slot(shipment, shipment.slots().get(0), departure, answer, new Verdict());
    }

    /** The portal answers nobody until a person acts. */
    void stop(List<Command> commands, Departure departure, RestError error) {
        Instant now = now();
        if (parts.gate().stop(departure.pass(), error, now)) {
            parts.news().tell(l -> l.stopped(parts.news().portal(), error.advice()));
        }
        endings.fail(commands, error, now.plus(PortalGate.PROBE_AFTER));
    }

    /** A call that tells whether the portal answers at all. */
    Command profile() {
        return new Command(
                RestMethod.PROFILE, "{}".getBytes(StandardCharsets.UTF_8), CallLane.LIVE, Optional.empty(), now());
    }

    /** The second look at doubtful calls is there. */
    void confirmed(Verdict verdict, Throwable failure) {
        RestError error = verdict.doubt().orElseThrow();
        if (failure == null) {
            endings.fail(verdict.doubtful(), error.as(RestErrorClass.NO_ACCESS));
        } else if (failure instanceof RestException e && e.errorClass() == RestErrorClass.PORTAL_STOPPED) {
            endings.fail(verdict.doubtful(), error, e.retryAt().orElseGet(this::now));
        } else {
            endings.fail(verdict.doubtful(), error.as(RestErrorClass.TEMPORARY));
        }
    }

    private Verdict batch(Shipment shipment, Departure departure, RestResult whole) {
        parts.ledger().learn(BATCH, whole.time(), now());
        BatchAnswer answers = new BatchAnswer(whole, errors);
        Verdict verdict = new Verdict();
        for (Slot slot : shipment.slots()) {
            RestAnswer answer = answers.of(shipment.key(slot), slot.first().name());
            verdict = slot(shipment, slot, departure, answer, verdict);
        }
        return verdict;
    }

    private Verdict wholeBatch(List<Command> commands, Departure departure, RestError error) {
        Verdict verdict = new Verdict();
        switch (error.errorClass()) {
            case RATE_LIMIT -> verdict.again().addAll(again(commands, departure, error));
            case METHOD_PAUSED -> {
                // some portals bill the batch itself: until it is free again, each call goes alone
                alive(departure);
                parts.ledger().pause(BATCH, now());
                verdict.again().addAll(endings.comeBack(commands));
            }
            case PORTAL_STOPPED -> {
                if (error.confirm()) {
                    return new Verdict(verdict.again(), commands, Optional.of(error));
                }
                stop(commands, departure, error);
            }
            case TEMPORARY -> endings.leaveOpen(commands, error);
            case CONFIGURATION, GONE, NO_ACCESS, PERMANENT -> {
                // the batch was refused, not what is in it: alone, each call gets an answer of its own
                alive(departure);
                parts.ledger().pause(BATCH, now());
                commands.forEach(command -> command.travelsWithAtMost(1));
                verdict.again().addAll(endings.comeBack(commands));
            }
        }
        return verdict;
    }

    private Verdict slot(Shipment shipment, Slot slot, Departure departure, RestAnswer answer, Verdict verdict) {
        List<Command> commands = slot.commands();
        if (answer instanceof Good good) {
            parts.ledger().learn(slot.first().name(), good.result().time(), now());
            commands.forEach(command -> endings.succeed(
                    command,
                    slot.part(command, good.result()).with(departure.travel(shipment, slot, command, parts.clock()))));
            return verdict;
        }
        RestError error = ((Bad) answer).error();
        switch (error.errorClass()) {
            case RATE_LIMIT -> verdict.again().addAll(again(commands, departure, error));
            case METHOD_PAUSED -> {
                alive(departure);
                endings.fail(commands, error, parts.ledger().pause(slot.first().name(), now()));
            }
            case PORTAL_STOPPED -> {
                return stopped(shipment, commands, departure, error, verdict);
            }
            case TEMPORARY -> endings.leaveOpen(commands, error);
            case CONFIGURATION, GONE, NO_ACCESS, PERMANENT -> {
                alive(departure);
                if (shipment.isBatch() && error.code().equalsIgnoreCase(NOT_IN_A_BATCH)) {
                    neverBatch.accept(slot.first().name());
                    verdict.again().addAll(endings.comeBack(commands));
                } else {
                    endings.fail(commands, error);
                }
            }
        }
        return verdict;
    }

    private Verdict stopped(
            Shipment shipment, List<Command> commands, Departure departure, RestError error, Verdict verdict) {
        if (!error.confirm() || isProfile(commands)) {
            stop(commands, departure, error);
            return verdict;
        }
        if (shipment.isBatch()) {
            // the portal took the batch itself, so it is the record that is meant
            endings.fail(commands, error.as(RestErrorClass.NO_ACCESS));
            return verdict;
        }
        return new Verdict(verdict.again(), commands, Optional.of(error));
    }

    private static boolean isProfile(List<Command> commands) {
        return commands.get(0).method().equals(RestMethod.PROFILE);
    }

    private List<Command> again(List<Command> commands, Departure departure, RestError error) {
        parts.traffic().refusals.increment();
        Duration hold = parts.bucket().refused(departure.round());
        return endings.again(commands, error, now().plus(hold));
    }

    private void alive(Departure departure) {
        parts.bucket().accepted(departure.round());
        if (parts.gate().open(departure.pass())) {
            parts.news().tell(l -> l.recovered(parts.news().portal()));
        }
    }

    private Instant now() {
        return parts.clock().instant();
    }
}

package io.b24hub.component.bitrix24;

import io.b24hub.delivery.Outcome;
import io.b24hub.delivery.Report;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Turns the end of an exchange into the outcome of its attempt, with what the flow did.
 *
 * <p>Camel calls exactly one of the two methods, after the route and everything it waits for has ended. An error that the
 * route handled itself counts as delivered: its author took it. A failed branch of a multicast or split that nobody
 * handled counts as a failure even when an aggregation strategy dropped it: no failed sending may pass for a good one.
 */
final class Acknowledgement extends SynchronizationAdapter {

    private final Trail trail;
    private final FailureMeaning failures;
    private final Consumer<Outcome> done;

    Acknowledgement(Trail trail, FailureMeaning failures, Consumer<Outcome> done) {
        this.trail = trail;
        this.failures = failures;
        this.done = done;
    }

    @Override
    public void onComplete(Exchange exchange) {
        done.accept(end(exchange));
    }

    private Outcome end(Exchange exchange) {
        if (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()) {
            return new Outcome.Retry("The flow asked for a rollback.", new Report(trail.steps()));
        } else if (handledFailure(exchange)) {
            return handled();
        } else if (trail.failedBranch().isPresent()) {
            return failed(trail.failedBranch().get());
        } else if (trail.sentNothing() && trail.failedToSend()) {
            // a doTry or a "continued" that leaves no mark of its own
            return handled();
        }
        return trail.sentNothing()
                ? new Outcome.Filtered(trail.report(trail.steps()))
                : new Outcome.Delivered(trail.report(trail.steps()));
    }

    private Outcome handled() {
        return new Outcome.Delivered(trail.report(trail.stepsAnd("failure handled by the flow")));
    }

    private static boolean handledFailure(Exchange exchange) {
        return exchange.getExchangeExtension().isFailureHandled()
                || Boolean.TRUE.equals(exchange.getProperty(ExchangePropertyKey.EXCEPTION_HANDLED));
    }

    @Override
    public void onFailure(Exchange exchange) {
        Throwable cause = exchange.getException();
        if (cause == null) {
            cause = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
        }
        done.accept(
                cause == null
                        ? new Outcome.Retry("The flow failed and did not say why.", new Report(trail.steps()))
                        : failed(cause));
    }

    private Outcome failed(Throwable failure) {
        return failures.outcome(failure, trail.steps(), trail.failedAt(failure));
    }
}

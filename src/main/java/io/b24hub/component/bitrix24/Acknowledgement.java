package io.b24hub.component.bitrix24;

import io.b24hub.delivery.Outcome;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Turns the end of an exchange into the outcome of its delivery.
 *
 * <p>Camel calls exactly one of the two methods, after the route and everything it waits for has ended. An error that the
 * route handled itself counts as delivered: its author took it. A failed branch of a multicast or split that nobody
 * handled counts as a failure even when an aggregation strategy dropped it: no failed sending may pass for a good one.
 */
final class Acknowledgement extends SynchronizationAdapter {

    private final Trail trail;
    private final Function<Throwable, Outcome> failures;
    private final Consumer<Outcome> done;

    Acknowledgement(Trail trail, Function<Throwable, Outcome> failures, Consumer<Outcome> done) {
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
            return new Outcome.Retry("The flow asked for a rollback.");
        } else if (handledFailure(exchange)) {
            return new Outcome.Delivered(trail.labelsAnd("failure handled by the flow"));
        } else if (trail.failedBranch().isPresent()) {
            return failures.apply(trail.failedBranch().get());
        }
        return trail.sentNothing() ? new Outcome.Filtered() : new Outcome.Delivered(trail.labels());
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
        done.accept(cause == null ? new Outcome.Retry("The flow failed and did not say why.") : failures.apply(cause));
    }
}

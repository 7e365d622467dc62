package io.b24hub.connector;

import io.b24hub.connector.Verdict.Hopeless;
import io.b24hub.connector.Verdict.Later;
import io.b24hub.time.HubClock;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Decides, at each failure inside a route, whether Camel should try the step again. Set it as
 * {@code onExceptionOccurred} of the error handler.
 *
 * <p>A short wait that a far side asked for becomes Camel's next delay. A wait over 10 s and a hopeless failure end
 * Camel's tries at once: the store waits, or a person is told. So does Kafka's time-out: its client has tried again by
 * itself until then. An exchange that waits longer in memory would hold up a
 * graceful shutdown.
 *
 * <p>Thread-safe.
 */
public final class RedeliveryAdvice implements Processor {

    /** The longest wait inside a route. */
    public static final Duration LONGEST_IN_ROUTE = Duration.ofSeconds(10);

    private final FailureClassifier classifier;
    private final HubClock clock;

    public RedeliveryAdvice(FailureClassifier classifier, HubClock clock) {
        this.classifier = classifier;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        Throwable failure = exchange.getException() != null
                ? exchange.getException()
                : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (failure == null) {
            return;
        }
        Verdict verdict = classifier.classify(failure);
        if (verdict instanceof Hopeless || KafkaAnswers.triedLongEnough(failure)) {
            exchange.getExchangeExtension().setRedeliveryExhausted(true);
        } else if (verdict instanceof Later later) {
            await(exchange, Duration.between(clock.instant(), later.at()));
        }
    }

    private static void await(Exchange exchange, Duration wait) {
        if (wait.compareTo(LONGEST_IN_ROUTE) > 0) {
            exchange.getExchangeExtension().setRedeliveryExhausted(true);
        } else {
            exchange.getIn().setHeader(Exchange.REDELIVERY_DELAY, Math.max(0, wait.toMillis()));
        }
    }
}

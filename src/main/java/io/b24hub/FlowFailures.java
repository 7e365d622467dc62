package io.b24hub;

import io.b24hub.bitrix.RestErrorClass;
import io.b24hub.bitrix.RestException;
import io.b24hub.component.bitrix24.FailureMeaning;
import io.b24hub.connector.FailureClassifier;
import io.b24hub.connector.Verdict;
import io.b24hub.delivery.Outcome;
import io.b24hub.delivery.Report;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the verdict on a failure the outcome of its attempt. Thread-safe. */
final class FlowFailures implements FailureMeaning {

    private static final int DEEPEST = 50;
    private static final Set<String> SCHEMES = Set.of("http", "https");

    private final FailureClassifier classifier;

    FlowFailures(FailureClassifier classifier) {
        this.classifier = classifier;
    }

    /** Then the flow waits that calls the method, and not all that the portal is read for. */
    private static boolean methodPaused(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof RestException rest && rest.errorClass() == RestErrorClass.METHOD_PAUSED) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** Where an expression decides the host, the name is but the scheme; one of many that is gone says nothing of the others. */
    private static boolean isOneHost(Optional<String> destination) {
        return destination.filter(name -> !SCHEMES.contains(name)).isPresent();
    }

    @Override
    public Outcome outcome(Throwable failure, List<String> steps, Optional<String> failedAt) {
        Verdict verdict = classifier.classify(failure);
        Report report = new Report(
                steps,
                methodPaused(failure) ? Optional.empty() : failedAt,
                verdict.answer().status(),
                verdict.answer().text());
        if (verdict instanceof Verdict.Later later) {
            return new Outcome.Later(later.at(), later.reason(), report);
        }
        return verdict instanceof Verdict.Hopeless hopeless
                ? new Outcome.Hopeless(
                        hopeless.reason(), hopeless.advice(), hopeless.gone() && isOneHost(report.failedAt()), report)
                : new Outcome.Retry(verdict.reason(), report);
    }
}

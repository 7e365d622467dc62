package io.b24hub.jmx;

import io.b24hub.manage.HubStatus;
import io.b24hub.manage.StatusReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;

/** What happens at the door. Thread-safe. */
@ManagedResource(description = "The address that Bitrix24 calls: what came, what was refused, how fast it was answered")
public final class IntakeBean {

    private final StatusReader status;

    IntakeBean(StatusReader status) {
        this.status = status;
    }

    private HubStatus.Intake intake() {
        return status.read().intake();
    }

    @ManagedAttribute(description = "Events stored since the start")
    public long getAccepted() {
        return intake().accepted();
    }

    @ManagedAttribute(description = "Events stored in the last minute")
    public long getAcceptedLastMinute() {
        return intake().lastMinute();
    }

    @ManagedAttribute(description = "Calls that were a repetition of one that is stored")
    public long getRepeated() {
        return intake().repeated();
    }

    @ManagedAttribute(description = "Calls refused since the start")
    public long getRefused() {
        return intake().refused().values().stream().mapToLong(Long::longValue).sum();
    }

    @ManagedAttribute(description = "Calls refused since the start, by reason")
    public Map<String, Long> getRefusedByReason() {
        Map<String, Long> reasons = new TreeMap<>();
        intake().refused().forEach((reason, count) -> reasons.put(reason.line(), count));
        return reasons;
    }

    @ManagedAttribute(description = "The last refused calls, newest first")
    public List<String> getLastRefused() {
        return intake().lastRefused().stream()
                .map(each -> each.at() + " from " + each.client().getHostAddress() + " for portal "
                        + (each.portal().isEmpty() ? "(no name)" : each.portal()) + ": "
                        + each.reason().line())
                .toList();
    }

    @ManagedAttribute(description = "Accepted tokens by fingerprint, and when each was used last")
    public List<String> getTokens() {
        return intake().tokens().stream()
                .map(token -> "portal " + token.portal() + ": " + token.fingerprint() + " used last "
                        + token.lastUsed().map(Object::toString).orElse("never"))
                .toList();
    }

    @ManagedAttribute(description = "Sides that are refused so often that they wait for it")
    public long getNoisySides() {
        return intake().guessing().noisy();
    }

    @ManagedAttribute(description = "Half of the calls were answered within so many milliseconds")
    public long getAnswerMillisHalf() {
        return intake().typicalAnswer().toMillis();
    }

    @ManagedAttribute(description = "99 of 100 calls were answered within so many milliseconds")
    public long getAnswerMillis99() {
        return intake().slowAnswer().toMillis();
    }

    @ManagedAttribute(description = "Calls answered later than hub.intake.answer-objective since the start")
    public long getLateAnswers() {
        return intake().late();
    }

    @ManagedAttribute(description = "Days until the intake's own certificate ends; -1 without one")
    public long getCertificateDays() {
        return intake().certificateEnds()
                .map(ends ->
                        Math.max(0, Duration.between(status.read().at(), ends).toDays()))
                .orElse(-1L);
    }
}

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
                .map(each -> each.at() + " portal " + (each.portal().isEmpty() ? "(no name)" : each.portal()) + ": "
                        + each.reason().line())
                .toList();
    }

    @ManagedAttribute(description = "Half of the calls were answered within so many milliseconds")
    public long getAnswerMillisHalf() {
        return intake().typicalAnswer().toMillis();
    }

    @ManagedAttribute(description = "99 of 100 calls were answered within so many milliseconds")
    public long getAnswerMillis99() {
        return intake().slowAnswer().toMillis();
    }

    @ManagedAttribute(description = "Days until the intake's own certificate ends; -1 without one")
    public long getCertificateDays() {
        return intake().certificateEnds()
                .map(ends ->
                        Math.max(0, Duration.between(status.read().at(), ends).toDays()))
                .orElse(-1L);
    }
}

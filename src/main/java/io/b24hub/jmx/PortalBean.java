package io.b24hub.jmx;

import io.b24hub.bitrix.PortalState;
import io.b24hub.handler.Spread;
import io.b24hub.manage.HubStatus;
import io.b24hub.manage.StatusReader;
import io.b24hub.manage.SweepOnDemand;
import io.b24hub.source.SourceStatus;
import io.b24hub.store.LedgerRow;
import io.b24hub.sweep.SweepReport;
import io.b24hub.sweep.SweepRequest;
import io.b24hub.sweep.SweepStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;

/** One portal: what comes from it, from where and how late, and REST traffic with it. Thread-safe. */
@ManagedResource(
        description =
                "One Bitrix24 portal: what comes from it, from where and how late, what its webhook did not tell, and REST"
                        + " traffic within its request limit")
public final class PortalBean {

    private final StatusReader status;
    private final SweepOnDemand onDemand;
    private final String name;

    PortalBean(StatusReader status, SweepOnDemand onDemand, String name) {
        this.status = status;
        this.onDemand = onDemand;
        this.name = name;
    }

    private PortalState portal() {
        return status.read().portals().stream()
                .filter(each -> each.portal().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("This portal is not configured any more"));
    }

    private SourceStatus sources() {
        return status.read()
                .sources(name)
                .orElseThrow(() -> new IllegalStateException("This portal is not configured any more"));
    }

    @ManagedAttribute(description = "Drops in the request bucket now")
    public double getBucketLevel() {
        return portal().level();
    }

    @ManagedAttribute(description = "Drops that fit into it; 0 without a limit")
    public int getBucketCapacity() {
        return portal().capacity();
    }

    @ManagedAttribute(description = "Calls that wait to leave, by urgency")
    public Map<String, Integer> getWaiting() {
        Map<String, Integer> waiting = new TreeMap<>();
        portal().waiting().forEach((lane, calls) -> waiting.put(lane.name(), calls));
        return waiting;
    }

    @ManagedAttribute(description = "HTTP requests that have no answer yet")
    public int getOnTheWay() {
        return portal().onTheWay();
    }

    @ManagedAttribute(description = "HTTP requests made since the start")
    public long getRequests() {
        return portal().sent();
    }

    @ManagedAttribute(
            description = "Calls that those carried; divided by the requests it says how well they are packed")
    public long getCalls() {
        return portal().carried();
    }

    @ManagedAttribute(description = "Calls that needed no sending, because an equal one's answer served them")
    public long getShared() {
        return portal().shared();
    }

    @ManagedAttribute(description = "Requests that the portal refused because of its limit")
    public long getRefusals() {
        return portal().refusals();
    }

    @ManagedAttribute(description = "Seconds of computing time used in the last ten minutes, by method")
    public Map<String, Double> getOperatingSeconds() {
        return new TreeMap<>(portal().operating());
    }

    @ManagedAttribute(description = "Methods that are left alone, until when")
    public Map<String, String> getPausedMethods() {
        Map<String, String> paused = new TreeMap<>();
        portal().paused().forEach((method, until) -> paused.put(method, until.toString()));
        return paused;
    }

    @ManagedAttribute(description = "Why nothing is sent, as advice; empty when all is well")
    public String getTrouble() {
        return portal().stopped().orElse("");
    }

    @ManagedAttribute(
            description = "What happens to calls from addresses that are not Bitrix24's: off, warn or enforce")
    public String getSourceAddresses() {
        return sources().mode().word();
    }

    @ManagedAttribute(description = "Addresses and ranges that calls may come from; 0 while nobody looks")
    public int getKnownAddresses() {
        return sources().addresses();
    }

    @ManagedAttribute(
            description = "Seconds since the oldest of its address lists was read; -1 without, or when one never was")
    public long getSourceListSeconds() {
        return sources()
                .oldestRead()
                .map(read -> Duration.between(read, status.read().at()).toSeconds())
                .orElse(-1L);
    }

    @ManagedAttribute(description = "Calls with the right token that were taken from strange addresses since the start")
    public long getStrangeCalls() {
        return sources().strange();
    }

    @ManagedAttribute(description = "The last strange address that called with the right token; empty without")
    public String getLastStrangeAddress() {
        return sources().last().map(last -> last.from().getHostAddress()).orElse("");
    }

    private Optional<HubStatus.Heard> heard() {
        return status.read().heardFrom(name);
    }

    @ManagedAttribute(description = "When an event of a webhook came last; empty for none")
    public String getLastEvent() {
        return heard().flatMap(HubStatus.Heard::last).map(Instant::toString).orElse("");
    }

    @ManagedAttribute(description = "Seconds since an event of a webhook came last; -1 for none")
    public long getSecondsSinceLastEvent() {
        return heard().flatMap(HubStatus.Heard::last)
                .map(last -> Duration.between(last, status.read().at()).toSeconds())
                .map(seconds -> Math.max(0, seconds))
                .orElse(-1L);
    }

    @ManagedAttribute(
            description = "What is wrong when events do not come although something changed; empty when nothing is")
    public String getSilence() {
        return heard().flatMap(HubStatus.Heard::silence).orElse("");
    }

    private Spread delay() {
        return heard().map(HubStatus.Heard::delay).orElse(Spread.NONE);
    }

    @ManagedAttribute(
            description = "Half of the last hour's events came within so many milliseconds after they happened")
    public long getDelayMillisHalf() {
        return delay().half().toMillis();
    }

    @ManagedAttribute(
            description = "95 of 100 of the last hour's events came within so many milliseconds after they happened")
    public long getDelayMillis95() {
        return delay().most().toMillis();
    }

    @ManagedAttribute(description = "The latest of the last hour's events came so many milliseconds after it happened")
    public long getDelayMillisLongest() {
        return delay().longest().toMillis();
    }

    @ManagedAttribute(
            description = "Whether events come much later than usual: the portal's queue is slow, or holds back")
    public boolean isLate() {
        return heard().map(HubStatus.Heard::late).orElse(false);
    }

    private HubStatus.Sweeps sweeps() {
        return status.read().sweeps().of(name);
    }

    private long today(ToLongFunction<LedgerRow> count) {
        return sweeps().today().stream().mapToLong(count).sum();
    }

    @ManagedAttribute(description = "When this hub ended a sweep of it last; empty for never")
    public String getLastSweep() {
        return sweeps().types().stream()
                .map(SweepStatus::lastAt)
                .max(Comparator.naturalOrder())
                .map(Instant::toString)
                .orElse("");
    }

    @ManagedAttribute(description = "Types whose last sweep was not complete, and why; empty when all were")
    public String getSweepTrouble() {
        return sweeps().types().stream()
                .flatMap(type -> type.trouble().map(why -> type.type() + ": " + why).stream())
                .collect(Collectors.joining("; "));
    }

    @ManagedAttribute(description = "Changes of today that the portal's lists showed")
    public long getChangedToday() {
        return today(LedgerRow::changed);
    }

    @ManagedAttribute(description = "Changes of today that the hub knew by itself")
    public long getHeardToday() {
        return today(LedgerRow::heard);
    }

    @ManagedAttribute(description = "Changes of today that only a sweep found, moves between stages included")
    public long getHealedToday() {
        return today(LedgerRow::healed);
    }

    @ManagedAttribute(description = "Changes of today that the webhook should have told and has not")
    public long getMissedToday() {
        return today(LedgerRow::missed);
    }

    @ManagedAttribute(description = "Changes of today of which no event could be made")
    public long getUnexplainedToday() {
        return today(LedgerRow::unexplained);
    }

    @ManagedOperation(
            description =
                    "Sweeps now what changed since the last sweep, and waits for the end. With dryRun it looks only")
    public String sweep(boolean dryRun) {
        SweepReport report = onDemand.run(
                new SweepRequest(Optional.of(name), Optional.empty(), Optional.empty(), dryRun), JmxActor.now());
        return report.injected() + (dryRun ? " events would be made; " : " events made; ") + report.commands()
                + " REST commands" + troubles(report);
    }

    private static String troubles(SweepReport report) {
        return report.types().stream()
                .flatMap(type -> type.trouble().map(why -> "; not complete: " + type.type() + ": " + why).stream())
                .collect(Collectors.joining());
    }
}

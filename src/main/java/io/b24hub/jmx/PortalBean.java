package io.b24hub.jmx;

import io.b24hub.bitrix.PortalState;
import io.b24hub.manage.StatusReader;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;

/** REST traffic with one portal. Thread-safe. */
@ManagedResource(description = "REST traffic with one Bitrix24 portal, within its request limit")
public final class PortalBean {

    private final StatusReader status;
    private final String name;

    PortalBean(StatusReader status, String name) {
        this.status = status;
        this.name = name;
    }

    private PortalState portal() {
        return status.read().portals().stream()
                .filter(each -> each.portal().equals(name))
                .findFirst()
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
}

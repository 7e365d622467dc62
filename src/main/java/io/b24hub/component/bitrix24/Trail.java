package io.b24hub.component.bitrix24;

import io.b24hub.bitrix.PortalRest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSentEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * Where the exchange of one delivery went. Shared by the copies that splitting and multicasting make.
 *
 * <p>Thread-safe.
 */
public final class Trail {

    private static final String PROPERTY = "CamelBitrix24Trail";

    /** Schemes that stay inside the hub. */
    private static final Set<String> INSIDE = Set.of(
            "bean",
            "class",
            "controlbus",
            "dataformat",
            "dataset",
            "direct",
            "kamelet",
            "language",
            "log",
            "ref",
            "seda",
            "stub",
            "validator",
            "xslt");

    private final List<Step> steps = new CopyOnWriteArrayList<>();
    private final AtomicReference<Throwable> failedBranch = new AtomicReference<>();

    private Trail() {}

    /**
     * One step that left the flow.
     *
     * @param left whether it left the hub: reading from the portal and calling other routes do not
     * @param label what to call it: the scheme, for the portal with the method; no address, which might be secret
     * @param failed whether it ended with an exception
     * @param millis how long it took, in milliseconds
     */
    public record Step(boolean left, String label, boolean failed, long millis) {

        /** For people: {@code telegram 12 ms}. */
        @Override
        public String toString() {
            return label + " " + millis + " ms" + (failed ? " failed" : "");
        }
    }

    /** Begins a trail and leaves it with the exchange. */
    static Trail start(Exchange exchange) {
        Trail trail = new Trail();
        exchange.setProperty(PROPERTY, trail);
        return trail;
    }

    /** The steps so far, in order of their end. */
    public List<Step> steps() {
        return List.copyOf(steps);
    }

    List<String> labels() {
        return steps.stream().map(Step::toString).toList();
    }

    List<String> labelsAnd(String last) {
        List<String> labels = new ArrayList<>(labels());
        labels.add(last);
        return labels;
    }

    /** Why a branch of a multicast, split or recipient list failed, the first one. */
    Optional<Throwable> failedBranch() {
        return Optional.ofNullable(failedBranch.get());
    }

    boolean sentNothing() {
        return steps.stream().noneMatch(step -> step.left() && !step.failed());
    }

    /** Writes the trails: one for the whole Camel context. */
    public static final class Recorder extends EventNotifierSupport {

        public Recorder() {
            setIgnoreCamelContextEvents(true);
            setIgnoreExchangeCompletedEvent(true);
            setIgnoreExchangeCreatedEvent(true);
            setIgnoreExchangeRedeliveryEvents(true);
            // not the sending ones: Camel reports the end of a sending only to who heard of its beginning
            setIgnoreRouteEvents(true);
            setIgnoreServiceEvents(true);
            setIgnoreStepEvents(true);
        }

        @Override
        public void notify(CamelEvent event) {
            if (event instanceof ExchangeSentEvent sent
                    && sent.getExchange().getProperty(PROPERTY) instanceof Trail trail) {
                trail.steps.add(
                        step(sent.getEndpoint(), sent.getExchange().getException() != null, sent.getTimeTaken()));
            } else if (event instanceof ExchangeFailedEvent failed
                    && isBranch(failed.getExchange())
                    && failed.getExchange().getProperty(PROPERTY) instanceof Trail trail) {
                trail.failedBranch.compareAndSet(null, failed.getCause());
            }
        }

        private static boolean isBranch(Exchange exchange) {
            return exchange.getProperty(ExchangePropertyKey.MULTICAST_INDEX) != null
                    || exchange.getProperty(ExchangePropertyKey.SPLIT_INDEX) != null;
        }

        private static Step step(Endpoint endpoint, boolean failed, long millis) {
            String uri = endpoint.getEndpointUri();
            String scheme = uri.substring(0, Math.max(0, uri.indexOf(':')));
            if (endpoint instanceof Bitrix24Endpoint portal) {
                String method = portal.getName();
                boolean reads = method.equals("read") || PortalRest.reads(method);
                return new Step(!reads, scheme + ":" + method, failed, millis);
            }
            return new Step(!INSIDE.contains(scheme), scheme, failed, millis);
        }
    }
}

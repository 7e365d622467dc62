package io.b24hub.jmx;

import io.b24hub.bitrix.PortalState;
import io.b24hub.delivery.DestinationSnapshot;
import io.b24hub.failure.HubException;
import io.b24hub.manage.HubStatus;
import io.b24hub.manage.StatusReader;
import io.b24hub.manage.SweepOnDemand;
import io.b24hub.operate.Actor;
import io.b24hub.operate.Operations;
import io.b24hub.operate.Reload;
import io.b24hub.store.StoreView;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.apache.camel.spi.ManagementAgent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the hub's MBeans: fixed ones, and one for each portal, flow and destination there is, looked at every five seconds.
 * Two hubs in one Java process would have the same names; the later one has none then.
 *
 * <p>This class is thread-safe.
 */
public final class JmxBeans implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JmxBeans.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final ManagementAgent agent;
    private final StatusReader status;
    private final Operations operations;
    private final SweepOnDemand sweeps;
    private final HubClock clock;
    private final Executor thread;
    private final Map<ObjectName, Supplier<Object>> fixed = new TreeMap<>();
    private final Set<ObjectName> mine = new HashSet<>();
    private HubClock.Scheduled next = () -> {};
    private boolean closed;

    /**
     * @param thread may wait for the store
     */
    public JmxBeans(
            ManagementAgent agent,
            StatusReader status,
            Operations operations,
            SweepOnDemand sweeps,
            StoreView store,
            Function<Actor, Reload.Outcome> reload,
            Alarms alarms,
            HubClock clock,
            Executor thread) {
        this.agent = agent;
        this.status = status;
        this.operations = operations;
        this.sweeps = sweeps;
        this.clock = clock;
        this.thread = thread;
        fixed.put(name("Hub"), () -> new HubBean(status, operations, store, reload));
        fixed.put(name("Intake"), () -> new IntakeBean(status));
        fixed.put(name("Store"), () -> new StoreBean(status));
        fixed.put(name("Alarms"), () -> alarms);
    }

    /** The name of what there is one of. */
    static ObjectName name(String type) {
        return named("io.b24hub:type=" + type);
    }

    /** The name of one of several. */
    static ObjectName name(String type, String name) {
        boolean plain = name.matches("[A-Za-z0-9._-]+");
        return named("io.b24hub:type=" + type + ",name=" + (plain ? name : ObjectName.quote(name)));
    }

    private static ObjectName named(String text) {
        try {
            return new ObjectName(text);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Registers what there is, and again whenever that changes. */
    public void start() {
        look();
    }

    private synchronized void look() {
        if (closed) {
            return;
        }
        try {
            match(wanted(status.read()));
        } catch (HubException e) {
            LOG.debug("The MBeans stay as they are: {}", e.getMessage());
        }
        next = clock.runIn(PAUSE, () -> thread.execute(this::look));
    }

    private Map<ObjectName, Supplier<Object>> wanted(HubStatus now) {
        Map<ObjectName, Supplier<Object>> wanted = new TreeMap<>(fixed);
        for (PortalState portal : now.portals()) {
            wanted.put(name("Portal", portal.portal()), () -> new PortalBean(status, sweeps, portal.portal()));
        }
        for (HubStatus.Flow flow : now.flows()) {
            wanted.put(name("Flow", flow.id()), () -> new FlowBean(status, operations, clock, flow.id()));
        }
        for (DestinationSnapshot destination : now.destinations()) {
            wanted.put(
                    name("Destination", destination.name()),
                    () -> new DestinationBean(status, operations, clock, destination.name()));
        }
        return wanted;
    }

    private void match(Map<ObjectName, Supplier<Object>> wanted) {
        mine.stream().filter(name -> !wanted.containsKey(name)).toList().forEach(this::remove);
        wanted.forEach((name, bean) -> {
            if (!mine.contains(name) && !agent.isRegistered(name)) {
                add(name, bean.get());
            }
        });
    }

    private void add(ObjectName name, Object bean) {
        try {
            agent.register(bean, name);
            mine.add(name);
        } catch (JMException e) {
            LOG.warn("JMX does not take {}: {}", name, e.getMessage());
        }
    }

    private void remove(ObjectName name) {
        try {
            agent.unregister(name);
        } catch (JMException e) {
            LOG.debug("{} was gone already", name, e);
        }
        mine.remove(name);
    }

    @Override
    public synchronized void close() {
        closed = true;
        next.cancel();
        Set.copyOf(mine).forEach(this::remove);
    }
}

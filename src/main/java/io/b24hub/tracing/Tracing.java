package io.b24hub.tracing;

import io.b24hub.bitrix.CallWatch;
import io.b24hub.settings.TracingSettings;
import io.b24hub.store.HubStore;
import io.b24hub.time.HubClock;
import java.util.Optional;
import org.apache.camel.CamelContext;

/**
 * What a hub is traced with. Traces are for looking, never relied on: they are sent in the background, and dropped when they
 * cannot be.
 *
 * <p>Spans carry ids, names from the configuration and from route files, numbers and kinds of failures. They carry no address,
 * no text of a failure and nothing that an event or a portal said.
 *
 * <p>Implementations are thread-safe.
 */
public interface Tracing extends AutoCloseable {

    /**
     * Begins to trace, if there is somewhere to send it.
     *
     * @param version of the program
     */
    static Tracing of(Optional<TracingSettings> settings, String version, HubClock clock) {
        return settings.<Tracing>map(where -> new SpanTracing(where, version, clock))
                .orElse(Untraced.HERE);
    }

    /** The same store; what it accepts is traced. */
    HubStore watching(HubStore store);

    /** Traces HTTP calls to portals. */
    CallWatch calls();

    /** Traces what routes do; before there are any. */
    void join(CamelContext context);

    /** Sends what is left, for a few seconds at most. */
    @Override
    void close();
}

package io.b24hub.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends spans, and tells the log once when they cannot be sent, and when they can again.
 *
 * <p>This class is thread-safe.
 */
final class ToldExporter implements SpanExporter {

    private static final Logger LOG = LoggerFactory.getLogger(ToldExporter.class);

    // kept, or the level would be forgotten with the logger; what it says goes to the terminal, past the hub's log
    private final java.util.logging.Logger talkative = java.util.logging.Logger.getLogger("io.opentelemetry.exporter");

    private final SpanExporter exporter;
    private final URI endpoint;
    private final AtomicBoolean failing = new AtomicBoolean();

    ToldExporter(SpanExporter exporter, URI endpoint) {
        this.exporter = exporter;
        this.endpoint = endpoint;
        talkative.setLevel(Level.OFF);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode sent = exporter.export(spans);
        return sent.whenComplete(() -> tell(sent.isSuccess()));
    }

    private void tell(boolean good) {
        if (good && failing.compareAndSet(true, false)) {
            LOG.info("Traces go to {} again", endpoint);
        } else if (!good && failing.compareAndSet(false, true)) {
            LOG.warn(
                    "Traces cannot be sent to {}; they are dropped until that works. Events are not held up", endpoint);
        }
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}

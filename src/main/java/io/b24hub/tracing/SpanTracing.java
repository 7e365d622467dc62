package io.b24hub.tracing;

import io.b24hub.bitrix.CallWatch;
import io.b24hub.settings.TracingSettings;
import io.b24hub.store.HubStore;
import io.b24hub.time.HubClock;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Traces with the OpenTelemetry SDK, over OTLP and HTTP. */
final class SpanTracing implements Tracing {

    private static final Logger LOG = LoggerFactory.getLogger(SpanTracing.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int SECONDS_TO_CLOSE = 5;

    private final EventSpanIds ids = new EventSpanIds();
    private final HubClock clock;
    private final SdkTracerProvider provider;
    private final Tracer tracer;

    SpanTracing(TracingSettings settings, String version, HubClock clock) {
        this.clock = clock;
        provider = SdkTracerProvider.builder()
                .setResource(resource(version))
                .setClock(new SpanClock(clock))
                .setIdGenerator(ids)
                // by the trace's id alone, which comes from the event's: all hubs and all attempts decide alike
                .setSampler(Sampler.traceIdRatioBased(settings.ratio()))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter(settings.endpoint()))
                        .setScheduleDelay(PAUSE)
                        .build())
                .build();
        tracer = provider.get("io.b24hub", version);
        LOG.info("Traces of {} of all events go to {}", settings.ratio(), settings.endpoint());
    }

    private static Resource resource(String version) {
        return Resource.create(Attributes.of(
                AttributeKey.stringKey("service.name"),
                "b24hub",
                AttributeKey.stringKey("service.version"),
                version,
                AttributeKey.stringKey("service.instance.id"),
                ManagementFactory.getRuntimeMXBean().getName()));
    }

    private static SpanExporter exporter(URI endpoint) {
        return new ToldExporter(
                OtlpHttpSpanExporter.builder().setEndpoint(endpoint.toString()).build(), endpoint);
    }

    @Override
    public HubStore watching(HubStore store) {
        return TracedStore.around(store, new EventSpans(tracer, ids), clock);
    }

    @Override
    public CallWatch calls() {
        return new HttpSpans(tracer);
    }

    @Override
    public void join(CamelContext context) {
        FlowSpans flows = new FlowSpans(tracer, ids);
        flows.init(context);
        context.getRegistry().bind("traces", flows);
    }

    @Override
    public void close() {
        provider.shutdown().join(SECONDS_TO_CLOSE, TimeUnit.SECONDS);
    }
}

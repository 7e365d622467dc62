package io.b24hub.tracing;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/** The attributes of spans. */
final class Names {

    static final AttributeKey<String> EVENT = AttributeKey.stringKey("b24hub.event.id");
    static final AttributeKey<String> TYPE = AttributeKey.stringKey("b24hub.event.type");
    static final AttributeKey<String> ORIGIN = AttributeKey.stringKey("b24hub.event.origin");
    static final AttributeKey<String> PORTAL = AttributeKey.stringKey("b24hub.portal");
    static final AttributeKey<String> FLOW = AttributeKey.stringKey("b24hub.flow");
    static final AttributeKey<Long> FLOWS = AttributeKey.longKey("b24hub.flows");
    static final AttributeKey<Long> DELIVERY = AttributeKey.longKey("b24hub.delivery");
    static final AttributeKey<Long> DELIVERIES = AttributeKey.longKey("b24hub.deliveries");
    static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("b24hub.attempt");
    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("b24hub.outcome");
    static final AttributeKey<List<String>> STEPS = AttributeKey.stringArrayKey("b24hub.steps");
    static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("b24hub.destination");
    static final AttributeKey<String> METHOD = AttributeKey.stringKey("b24hub.rest.method");
    static final AttributeKey<Long> CALLS = AttributeKey.longKey("b24hub.rest.calls");
    static final AttributeKey<String> STEP = AttributeKey.stringKey("camel.step");
    static final AttributeKey<String> ROUTE = AttributeKey.stringKey("camel.route");
    static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    static final AttributeKey<String> FAILURE = AttributeKey.stringKey("error.type");

    /** Causes that are looked at; a chain may be a circle. */
    private static final int DEEPEST = 20;

    private Names() {}

    /** What kind of failure it is. Its text may hold an address, or what the far side said of somebody. */
    static String kind(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < DEEPEST && cause.getCause() != null; i++) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName();
    }
}

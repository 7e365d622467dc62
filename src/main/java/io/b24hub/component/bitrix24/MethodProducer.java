package io.b24hub.component.bitrix24;

import io.b24hub.bitrix.PortalRest;
import io.b24hub.bitrix.RestCall;
import io.b24hub.bitrix.RestResult;
import io.b24hub.change.OwnWrites.OnItsWay;
import io.b24hub.store.Delivery;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;

/** Calls one REST method; the answer's {@code result} becomes the body. */
final class MethodProducer extends PortalProducer {

    private final String method;
    private final Map<String, Object> written;
    private final OptionalInt wholeList;
    private RestParameters parameters;

    /** @param wholeList how many rows all pages of a list may have; empty for one call as it is */
    MethodProducer(Bitrix24Endpoint endpoint, String method, Map<String, Object> written, OptionalInt wholeList) {
        super(endpoint);
        this.method = method;
        this.wholeList = wholeList;
        this.written = Collections.unmodifiableMap(new LinkedHashMap<>(written));
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        parameters = new RestParameters(getEndpoint().getCamelContext(), written);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Map<String, Object> given = parameters.evaluate(exchange);
            PortalRest portal = portal(exchange);
            RestCall call = new RestCall(method, given, lane(exchange), cameAt(exchange)).by(caller(exchange));
            Optional<OnItsWay> write = beginWrite(exchange, given);
            CompletionStage<RestResult> answer = call(portal, call, write);
            return whenAnswered(exchange, callback, answer, (answered, result) -> {
                write.ifPresent(made -> written(answered, made, given, result.result()));
                Trail.travelled(answered, result.travel());
                answered.getMessage().setBody(result.result());
                tell(answered, Bitrix24Constants.TOTAL, result.total());
            });
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private CompletionStage<RestResult> call(PortalRest portal, RestCall call, Optional<OnItsWay> write) {
        try {
            return send(portal, call).whenComplete((result, failure) -> {
                if (failure != null) {
                    write.ifPresent(services().writes()::failed);
                }
            });
        } catch (RuntimeException e) {
            write.ifPresent(services().writes()::failed);
            throw e;
        }
    }

    private CompletionStage<RestResult> send(PortalRest portal, RestCall call) {
        return wholeList.isPresent() ? portal.callForAll(call, wholeList.getAsInt()) : portal.call(call);
    }

    /** One of an earlier call would be wrong here. */
    private static void tell(Exchange exchange, String header, OptionalLong value) {
        value.ifPresentOrElse(number -> exchange.getMessage().setHeader(header, number), () -> exchange.getMessage()
                .removeHeader(header));
    }

    /** The flow is to know its own writes again when the portal tells of them. */
    private Optional<OnItsWay> beginWrite(Exchange exchange, Map<String, Object> given) {
        return PortalRest.reads(method)
                ? Optional.empty()
                : Trail.of(exchange).flatMap(trail -> services()
                        .writes()
                        .begin(cause(exchange, trail), portalName(event(exchange)), method, given));
    }

    private void written(Exchange exchange, OnItsWay write, Map<String, Object> given, Object result) {
        services().writes().done(write, result);
        Trail trail = Trail.of(exchange).orElseThrow();
        Delivery cause = cause(exchange, trail);
        if (write.changesItsCause() && given.get("fields") instanceof Map<?, ?> fields) {
            services()
                    .snapshots()
                    .written(cause, cause.event().portal(), key -> trail.toRemember(cause, key), fields)
                    .ifPresent(fact -> trail.remember(cause, fact));
        }
    }

    private static Delivery cause(Exchange exchange, Trail trail) {
        return event(exchange).flatMap(trail::delivery).orElseGet(() -> trail.deliveries()
                .get(0));
    }
}

package io.b24hub.component.bitrix24;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;

/** Calls one REST method; the answer's {@code result} becomes the body. */
final class MethodProducer extends PortalProducer {

    private final String method;
    private final Map<String, Object> written;
    private RestParameters parameters;

    MethodProducer(Bitrix24Endpoint endpoint, String method, Map<String, Object> written) {
        super(endpoint);
        this.method = method;
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
            return whenAnswered(
                    exchange,
                    callback,
                    portal(exchange).call(method, parameters.evaluate(exchange)),
                    (answered, result) -> answered.getMessage().setBody(result.result()));
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }
}

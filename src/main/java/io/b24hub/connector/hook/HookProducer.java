package io.b24hub.connector.hook;

import io.b24hub.settings.HookSettings;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Sends through camel-http, so that its TLS, proxy and pool settings ({@code camel.component.https.*}) apply. The address
 * exists only in one header of an exchange that no route ever sees, and is taken out of what went wrong. Thread-safe.
 */
final class HookProducer extends DefaultProducer {

    private final HookEndpoint endpoint;
    private final HookSettings hook;
    private AsyncProducer http;

    HookProducer(HookEndpoint endpoint, HookSettings hook) {
        super(endpoint);
        this.endpoint = endpoint;
        this.hook = hook;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        CamelContext context = endpoint.getCamelContext();
        String scheme = hook.server().getScheme();
        Map<String, Object> options = new HashMap<>(Map.of(
                "httpMethod", endpoint.getHttpMethod(),
                "connectTimeout", Long.toString(endpoint.getConnectTimeout()),
                "responseTimeout", Long.toString(endpoint.getResponseTimeout()),
                "followRedirects", "false",
                "userAgent", "b24hub"));
        // not among the context's endpoints, where JMX would show it
        Endpoint inner = context.getComponent(scheme).createEndpoint(scheme + "://hook.invalid", options);
        ((HttpEndpoint) inner).setHttpClientConfigurer(client -> client.disableAutomaticRetries());
        http = inner.createAsyncProducer();
        ServiceHelper.startService(inner, http);
    }

    @Override
    protected void doStop() throws Exception {
        ServiceHelper.stopAndShutdownServices(http, http == null ? null : http.getEndpoint());
        super.doStop();
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Exchange call = endpoint.createExchange(ExchangePattern.InOut);
        Message request = call.getIn();
        exchange.getIn().getHeaders().forEach((name, value) -> {
            if (!name.startsWith("Camel")) {
                request.setHeader(name, value);
            }
        });
        if (request.getHeader(Exchange.CONTENT_TYPE) == null) {
            request.setHeader(Exchange.CONTENT_TYPE, "application/json; charset=utf-8");
        }
        request.setHeader(Exchange.HTTP_URI, hook.url().reveal());
        request.setBody(exchange.getIn().getMandatoryBody(byte[].class));
        try {
            http.process(call);
        } catch (Exception e) {
            throw withoutAddress(e);
        }
        if (call.getException() != null) {
            throw withoutAddress(call.getException());
        }
        Message answer = call.getMessage();
        exchange.getMessage()
                .setHeader(Exchange.HTTP_RESPONSE_CODE, answer.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class));
        exchange.getMessage().setBody(answer.getBody(String.class));
    }

    private Exception withoutAddress(Exception failure) {
        if (failure instanceof HttpOperationFailedException answer) {
            return new HttpOperationFailedException(
                    hook.server().toString(),
                    answer.getStatusCode(),
                    answer.getStatusText(),
                    null,
                    answer.getResponseHeaders(),
                    answer.getResponseBody());
        }
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (hook.isSeenIn(String.valueOf(each.getMessage()))) {
                return new IOException("No answer from " + hook.server() + " ("
                        + each.getClass().getSimpleName() + ")");
            }
        }
        return failure;
    }
}

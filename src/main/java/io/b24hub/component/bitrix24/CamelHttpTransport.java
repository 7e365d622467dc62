package io.b24hub.component.bitrix24;

import io.b24hub.bitrix.AnswerTooLarge;
import io.b24hub.bitrix.HttpAnswer;
import io.b24hub.bitrix.HttpTransport;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.zip.GZIPInputStream;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * REST calls through camel-http, so that its TLS, proxy and pool settings ({@code camel.component.https.*}) apply. The
 * address with the secret exists only in one header of an exchange that no route ever sees.
 *
 * <p>camel-http waits for answers on its caller's thread, so a small pool of workers does that.
 *
 * <p>Thread-safe once started.
 */
public final class CamelHttpTransport extends ServiceSupport implements HttpTransport {

    private static final String OPTIONS =
            "://portal.rest?throwExceptionOnFailure=false&httpMethod=POST&copyHeaders=false"
                    + "&skipRequestHeaders=false&followRedirects=false&connectTimeout=10000&responseTimeout=65000"
                    + "&connectionsPerRoute=" + CamelHttpTransport.WORKERS + "&userAgent=b24hub";

    /** Calls of all portals that may be on their way at one time; one portal has 8 at most. */
    private static final int WORKERS = 24;

    private final CamelContext context;
    private final Map<String, AsyncProducer> producers = new ConcurrentHashMap<>();
    private ExecutorService workers;

    public CamelHttpTransport(CamelContext context) {
        this.context = context;
    }

    @Override
    public CompletionStage<HttpAnswer> post(String url, byte[] jsonBody) {
        CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
        try {
            workers.execute(() -> {
                try {
                    answer.complete(send(url, jsonBody));
                } catch (Exception e) {
                    answer.completeExceptionally(withoutAddress(e));
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new IOException("The hub is stopping"));
        }
        return answer;
    }

    private HttpAnswer send(String url, byte[] jsonBody) throws Exception {
        AsyncProducer producer = producers.computeIfAbsent(url.substring(0, url.indexOf(':')), this::producer);
        Exchange exchange = producer.getEndpoint().createExchange(ExchangePattern.InOut);
        Message request = exchange.getIn();
        request.setHeader(Exchange.HTTP_URI, url);
        request.setHeader(Exchange.CONTENT_TYPE, "application/json; charset=utf-8");
        request.setHeader("Accept", "application/json");
        request.setHeader("Accept-Encoding", "gzip");
        request.setBody(jsonBody);
        // unzipped here, within the limit; camel-http would unzip whatever comes
        exchange.setProperty(Exchange.SKIP_GZIP_ENCODING, true);
        producer.process(exchange);
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        Message response = exchange.getMessage();
        byte[] body = unzipped(response);
        return new HttpAnswer(
                response.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class),
                response.getHeader(Exchange.CONTENT_TYPE, "", String.class),
                body,
                Optional.ofNullable(response.getHeader("Location", String.class)));
    }

    private static byte[] unzipped(Message response) throws IOException {
        byte[] body = response.getBody(byte[].class);
        if (body == null) {
            return new byte[0];
        }
        if (!"gzip".equalsIgnoreCase(response.getHeader(Exchange.CONTENT_ENCODING, "", String.class))) {
            return body;
        }
        try (InputStream zipped = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] plain = zipped.readNBytes(MAX_ANSWER + 1);
            if (plain.length > MAX_ANSWER) {
                throw new AnswerTooLarge();
            }
            return plain;
        }
    }

    private AsyncProducer producer(String scheme) {
        try {
            HttpEndpoint endpoint = context.getEndpoint(scheme + OPTIONS, HttpEndpoint.class);
            endpoint.setHttpClientConfigurer(CamelHttpTransport::restrain);
            // no flow sees these answers, and where they redirect to is asked for
            endpoint.setHeaderFilterStrategy(new HttpHeaderFilterStrategy());
            AsyncProducer producer = endpoint.createAsyncProducer();
            ServiceHelper.startService(producer);
            return producer;
        } catch (Exception e) {
            throw new IllegalStateException("camel-http cannot be set up for the portal's REST calls", e);
        }
    }

    // the client's own retries would sleep on the worker and go past the portal's budget
    private static void restrain(HttpClientBuilder client) {
        client.disableAutomaticRetries();
        client.disableContentCompression();
        client.addResponseInterceptorLast((response, details, httpContext) -> {
            if (response instanceof ClassicHttpResponse answer && answer.getEntity() != null) {
                answer.setEntity(new LimitedEntity(answer.getEntity()));
            }
        });
    }

    /** Keeps the kind of failure and drops texts that might repeat the address. */
    private static IOException withoutAddress(Exception e) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root instanceof AnswerTooLarge tooLarge
                ? tooLarge
                : new IOException(
                        "No answer from the portal (" + root.getClass().getSimpleName() + ")");
    }

    @Override
    protected void doStart() {
        // with Camel's default a full queue would make the caller wait for the portal, and a stop would drop calls
        ThreadPoolProfile profile = new ThreadPoolProfile("bitrix24-rest");
        profile.setPoolSize(WORKERS);
        profile.setMaxPoolSize(WORKERS);
        profile.setAllowCoreThreadTimeOut(true);
        // not -1: the pool would take nothing beyond its threads, whatever the documentation of Camel 4.17.0 says
        profile.setMaxQueueSize(Integer.MAX_VALUE);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        workers = context.getExecutorServiceManager().newThreadPool(this, "bitrix24-rest", profile);
    }

    @Override
    protected void doStop() {
        context.getExecutorServiceManager().shutdown(workers);
        producers.values().forEach(ServiceHelper::stopService);
        producers.clear();
    }

    private static final class LimitedEntity extends HttpEntityWrapper {

        LimitedEntity(HttpEntity entity) {
            super(entity);
        }

        @Override
        public InputStream getContent() throws IOException {
            return new FilterInputStream(super.getContent()) {

                private long count;

                @Override
                public int read() throws IOException {
                    int next = super.read();
                    count(next < 0 ? 0 : 1);
                    return next;
                }

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    int read = super.read(buffer, offset, length);
                    count(Math.max(0, read));
                    return read;
                }

                private void count(int bytes) throws IOException {
                    count += bytes;
                    if (count > MAX_ANSWER) {
                        throw new AnswerTooLarge();
                    }
                }
            };
        }
    }
}

package io.b24hub.intake;

import io.b24hub.listen.Connections;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Camel's Vert.x server for the intake port, with two differences: it opens only when it is told to, after the flows are
 * loaded and the path is warm, and it serves with one event loop per core. Routes of engineers that start with
 * {@code platform-http:} are served on the same port.
 *
 * <p>Started and stopped with the Camel context, on one thread; {@link #port()} may be asked by any.
 */
public final class IntakeServer extends VertxPlatformHttpServer {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeServer.class);
    private static final int IDLE_SECONDS = 75;
    private static final long SECONDS_TO_LISTEN = 30;

    private final String host;
    private final int port;
    private final int loops;
    private final Consumer<Router> routes;
    private final List<HttpServer> servers = new ArrayList<>();
    private volatile int actualPort;
    private Optional<IntakeTls> tls = Optional.empty();
    private boolean proxyProtocol;

    /**
     * @param port 0 takes a free one
     * @param loops how many event loops share the port
     * @param routes adds the intake's addresses
     */
    public IntakeServer(String host, int port, int loops, Consumer<Router> routes) {
        super(configuration(host, port));
        this.host = host;
        this.port = port;
        this.loops = loops;
        this.routes = routes;
    }

    /** Has it speak TLS; before it opens. */
    public void secure(IntakeTls given) {
        tls = Optional.of(given);
    }

    /** Has it expect a PROXY header, before TLS, on every connection; before it opens. */
    public void expectProxyHeader(boolean given) {
        proxyProtocol = given;
    }

    /** Takes over a certificate whose files changed. Waits for it. */
    public synchronized void renewCertificate(Instant now) {
        tls.ifPresent(own -> own.renew(servers, now));
    }

    private static VertxPlatformHttpServerConfiguration configuration(String host, int port) {
        VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost(host);
        configuration.setBindPort(port);
        return configuration;
    }

    /** Camel calls this at its own start; the port opens with {@link #open()}. */
    @Override
    protected void startServer() {
        routes.accept(router());
    }

    /**
     * Opens the port.
     *
     * @return the actual port
     * @throws IllegalStateException when it cannot be opened, naming address and reason
     */
    public synchronized int open() {
        // to Vert.x a negative port is a free one that all listeners of the same number share
        int bind = port == 0 ? -1 : port;
        for (int i = 0; i < loops; i++) {
            actualPort = listen(bind);
        }
        LOG.info("Receiving events on {}:{}{}", host, actualPort, tls.isPresent() ? " (TLS)" : "");
        return actualPort;
    }

    private int listen(int bind) {
        HttpServerOptions options = new HttpServerOptions()
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setTcpNoDelay(true)
                .setAcceptBacklog(1024)
                // Bitrix24 speaks HTTP/1.1; a second protocol would be a second one to attack
                .setHttp2ClearTextEnabled(false)
                .setDecompressionSupported(false)
                .setUseProxyProtocol(proxyProtocol);
        HttpServer server = getVertx()
                .createHttpServer(tls.map(own -> own.secure(options)).orElse(options))
                .connectionHandler(Connections::attend)
                .requestHandler(router());
        await(server.listen(bind, host), "The intake cannot listen on " + host + ":" + port);
        servers.add(server);
        return server.actualPort();
    }

    /** Closes all listeners; calls on their way lose their connection. */
    public synchronized void shut() {
        for (HttpServer server : servers) {
            await(server.close(), "The intake's listener did not close");
        }
        servers.clear();
    }

    /** The port that is open; 0 before it is. */
    public int port() {
        return actualPort;
    }

    @Override
    protected void stopServer() {
        shut();
        actualPort = 0;
    }

    private Router router() {
        return VertxPlatformHttpRouter.lookup(
                getCamelContext(), VertxPlatformHttpRouter.getRouterNameFromPort(getConfigurationPort()));
    }

    static <T> void await(Future<T> future, String problem) {
        try {
            future.toCompletionStage().toCompletableFuture().get(SECONDS_TO_LISTEN, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(problem + ": interrupted", e);
        } catch (Exception e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(problem + ": " + cause.getMessage(), e);
        }
    }
}

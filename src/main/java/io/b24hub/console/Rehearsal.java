package io.b24hub.console;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the pages once after the start, over loopback and through the same door, so that the first visitor does not wait
 * for classes, templates and the store's first reads. It changes nothing.
 */
final class Rehearsal {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final String VISITOR = "warm-up";
    private static final int ROUNDS = 3;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final List<String> PAGES = List.of(
            "",
            "/events",
            "/events?type=NONE",
            "/parked",
            "/preview?change=replay&state=parked&text=none",
            "/flows",
            "/portals",
            "/settings",
            "/actions");

    private final Vertx vertx;
    private final Router router;
    private final Door door;

    Rehearsal(Vertx vertx, Router router, Door door) {
        this.vertx = vertx;
        this.router = router;
        this.door = door;
    }

    /** In the background. Failing is no harm. */
    void begin() {
        Thread thread = new Thread(this::run, "b24hub-console-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        long began = System.nanoTime();
        try {
            HttpServer server = vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(0, InetAddress.getLoopbackAddress().getHostAddress())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            try {
                door.letIn(VISITOR, cookie -> visit(server.actualPort(), cookie));
            } finally {
                server.close().toCompletionStage().toCompletableFuture().join();
            }
            LOG.debug("The console is warm after {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        } catch (CompletionException | IllegalStateException e) {
            LOG.debug("The console could not be warmed up", e);
        }
    }

    private static void visit(int port, String cookie) {
        try {
            for (int round = 0; round < ROUNDS; round++) {
                for (String page : PAGES) {
                    get("http://127.0.0.1:" + port + Console.ROOT + page, cookie);
                }
            }
        } catch (IOException e) {
            LOG.debug("The console could not be warmed up", e);
        }
    }

    private static void get(String address, String cookie) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(address).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Cookie", cookie);
        try (InputStream body =
                connection.getResponseCode() == 200 ? connection.getInputStream() : InputStream.nullInputStream()) {
            body.transferTo(OutputStream.nullOutputStream());
        }
    }
}

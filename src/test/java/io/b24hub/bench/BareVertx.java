package io.b24hub.bench;

import io.vertx.core.Vertx;

/** A server that reads the body, says 200 and keeps nothing; with as many event loops as the intake has. */
final class BareVertx {

    private BareVertx() {}

    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            vertx.createHttpServer()
                    .requestHandler(request ->
                            request.body().onSuccess(body -> request.response().end("Stored.")))
                    .listen(Integer.parseInt(arguments[0]), "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }
}

package io.b24hub.application;

import io.b24hub.failure.HubException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what others do, no longer than makes sense. */
final class Waiting {

    /** The portal's request limit may be used up by others for a while. */
    private static final long PATIENCE_MINUTES = 15;

    private Waiting() {}

    /** Its result; its failure as it is. */
    static <T> T on(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE_MINUTES, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new HubException(e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new HubException("No answer within " + PATIENCE_MINUTES + " minutes", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException("The hub stops", e);
        }
    }
}

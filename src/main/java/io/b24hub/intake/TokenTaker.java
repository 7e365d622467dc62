package io.b24hub.intake;

import io.b24hub.settings.Secret;
import java.util.concurrent.CompletableFuture;

/**
 * Is given the refresh tokens that come with the installation or the update of an application. Called after the call has
 * proved itself and before its event is stored; on any thread: return at once.
 */
@FunctionalInterface
public interface TokenTaker {

    /** Lets them go. */
    TokenTaker NONE = (portal, token) -> CompletableFuture.completedFuture(null);

    /**
     * Takes a token.
     *
     * @return completes when it is kept; exceptionally when it could not be, and then the call is refused
     */
    CompletableFuture<Void> take(String portal, Secret refreshToken);
}

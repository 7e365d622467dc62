package io.b24hub.connector.sheets;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.googleapis.services.AbstractGoogleClientRequest;
import com.google.api.services.sheets.v4.Sheets;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Calls of Google within its limits. Nobody waits on a thread for a turn; one is taken for the call itself. Thread-safe. */
final class SheetsCalls {

    /** Makes a request. */
    @FunctionalInterface
    interface Request<T> {

        AbstractGoogleClientRequest<T> on(Sheets client) throws IOException;
    }

    private final SheetsPace pace;
    private final Executor threads;

    SheetsCalls(SheetsPace pace, Executor threads) {
        this.pace = pace;
        this.threads = threads;
    }

    <T> CompletionStage<T> read(GoogleAccount account, Request<T> request) {
        return pace.read(account).thenApplyAsync(turn -> answer(account, request), threads);
    }

    <T> CompletionStage<T> write(GoogleAccount account, Request<T> request) {
        return pace.write(account).thenApplyAsync(turn -> answer(account, request), threads);
    }

    private static <T> T answer(GoogleAccount account, Request<T> request) {
        try {
            return answer(request.on(account.client()));
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static <T> T answer(AbstractGoogleClientRequest<T> ready) throws IOException {
        try {
            return ready.execute();
        } catch (IllegalArgumentException | NullPointerException e) {
            // Google's library, about JSON that was cut off; nothing is wrong with the flow
            throw new IOException("Google's answer could not be read", e);
        }
    }

    /** What made a stage fail. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** What Google says is wrong with a request; empty when it failed otherwise. */
    static Optional<String> fault(Throwable failure) {
        if (cause(failure) instanceof GoogleJsonResponseException answer && answer.getStatusCode() == 400) {
            return Optional.of(
                    answer.getDetails() == null
                            ? ""
                            : String.valueOf(answer.getDetails().getMessage()));
        }
        return Optional.empty();
    }
}

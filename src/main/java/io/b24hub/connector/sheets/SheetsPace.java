package io.b24hub.connector.sheets;

import io.b24hub.connector.pace.Limit;
import io.b24hub.connector.pace.Pacer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Keeps calls within what Google gives each account: 60 reads and 60 writes a minute, where a batch is one
 * (<a href="https://developers.google.com/workspace/sheets/api/limits">Sheets API, usage limits</a>). Thread-safe.
 */
final class SheetsPace {

    /** A second more than Google counts: a call that left first may arrive last. */
    private static final Duration MINUTE = Duration.ofSeconds(61);

    private final Pacer pacer;
    private final int perMinute;

    SheetsPace(Pacer pacer, int perMinute) {
        this.pacer = pacer;
        this.perMinute = perMinute;
    }

    /** Done when the account may read; fails with {@code RetryLater} when that is too far away. */
    CompletionStage<Void> read(GoogleAccount account) {
        return turn(account.name() + " reading");
    }

    /** As {@link #read}, for a call that changes something. */
    CompletionStage<Void> write(GoogleAccount account) {
        return turn(account.name() + " writing");
    }

    private CompletionStage<Void> turn(String what) {
        return pacer.turn(what, List.of(new Limit(what, perMinute, MINUTE)));
    }
}

package io.b24hub.store.postgres;

import io.b24hub.store.StoreUnavailable;
import java.util.concurrent.CompletableFuture;

/** Work on its way. Its outcome is set while the transaction is open and shown after it has ended. */
final class Pending<I, R> {

    final Batch<I, R> batch;
    final I item;
    final long bytes;
    final boolean alone;
    final CompletableFuture<R> future = new CompletableFuture<>();
    R result; // set by the writer while the transaction is open
    private StoreUnavailable refusal;

    Pending(Batch<I, R> batch, I item, long bytes, boolean alone) {
        this.batch = batch;
        this.item = item;
        this.bytes = bytes;
        this.alone = alone;
    }

    String entity() {
        return batch.entity(item);
    }

    void refuse(Throwable cause) {
        refusal = new StoreUnavailable("The store refused the change: " + cause.getMessage(), cause);
    }

    void complete() {
        if (refusal == null) {
            future.complete(result);
        } else {
            future.completeExceptionally(refusal);
        }
    }
}

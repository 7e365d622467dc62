package io.b24hub.connector.sheets;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Upserts into one sheet, one after the other: two at a time could both find a key missing and append it twice. Those that
 * wait go together as one, so that flows without batches need few calls too. No thread waits. Thread-safe.
 */
final class SheetLane {

    private static final int MOST_ROWS = 1_000;

    private record Waiting(RowsTarget target, KeyedRows rows, boolean alone, CompletableFuture<Void> done) {}

    private final SheetsCalls calls;
    private final SheetMemory memory = new SheetMemory();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean busy;

    SheetLane(SheetsCalls calls) {
        this.calls = calls;
    }

    /** Done when the rows stand in the sheet. */
    CompletionStage<Void> upsert(RowsTarget target, KeyedRows rows) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (this) {
            waiting.add(new Waiting(target, rows, false, done));
        }
        next();
        return done;
    }

    private void next() {
        List<Waiting> group;
        synchronized (this) {
            if (busy || waiting.isEmpty()) {
                return;
            }
            busy = true;
            group = take();
        }
        RowsTarget target = group.get(0).target();
        KeyedRows rows = KeyedRows.together(group.stream().map(Waiting::rows).toList());
        new SheetReader(calls, target, memory)
                .read()
                .thenCompose(view -> new RowWriter(calls, target, memory).write(view, rows))
                .whenComplete((done, failure) -> ended(group, failure));
    }

    private List<Waiting> take() {
        Waiting first = waiting.remove();
        List<Waiting> group = new ArrayList<>(List.of(first));
        int rows = first.rows().size();
        while (!first.alone() && !waiting.isEmpty()) {
            Waiting next = waiting.peek();
            rows += next.rows().size();
            if (next.alone() || !next.target().equals(first.target()) || rows > MOST_ROWS) {
                break;
            }
            group.add(waiting.remove());
        }
        return group;
    }

    private void ended(List<Waiting> group, Throwable failure) {
        // one bad row must not fail those that happened to wait beside it
        boolean apart = failure != null
                && group.size() > 1
                && SheetsCalls.fault(failure).isPresent();
        synchronized (this) {
            busy = false;
            for (int i = group.size() - 1; apart && i >= 0; i--) {
                Waiting each = group.get(i);
                waiting.addFirst(new Waiting(each.target(), each.rows(), true, each.done()));
            }
        }
        next();
        if (!apart) {
            group.forEach(each -> end(each, failure));
        }
    }

    private static void end(Waiting upsert, Throwable failure) {
        if (failure == null) {
            upsert.done().complete(null);
        } else {
            upsert.done().completeExceptionally(SheetsCalls.cause(failure));
        }
    }
}

package io.b24hub.emulator;

import io.b24hub.emulator.PortalBooks.Fate;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Stands between the portal and its handler, as Bitrix24's queue does: it may lose events and hold them back, and it
 * enters in the books what became of each. It never repeats one.
 *
 * <p>This class is thread-safe. What it holds back waits on the portal's clock.
 */
public final class QueueServer {

    private final WebhookSender sender;
    private final PortalBooks books;
    private final HubClock clock;
    private final AtomicLong underWay = new AtomicLong();
    private Losses losses = Losses.NONE;
    private RandomGenerator random = new SplittableRandom(0);

    QueueServer(WebhookSender sender, PortalBooks books, HubClock clock) {
        this.sender = sender;
        this.books = books;
        this.clock = clock;
    }

    /** From now on events are lost and held back like this; those that it holds already are not concerned. */
    public synchronized void suffer(Losses from) {
        losses = from;
        random = new SplittableRandom(from.seed());
    }

    /** How many events it holds back or waits for the answer of. */
    public long underWay() {
        return underWay.get();
    }

    /** Tells of a change, or does not. Completes with what became of it, and never fails. */
    CompletableFuture<Fate> tell(Change change) {
        WebhookEvent event = WebhookEvent.of(change).orElse(WebhookEvent.NONE);
        if (event.code().isEmpty()) {
            return settled(books.enter(change, "", Fate.SILENT), Fate.SILENT);
        }
        long number = books.enter(change, event.code(), Fate.UNDER_WAY);
        boolean heard = sender.hasHandler();
        if (heard && isLost()) {
            return settled(number, Fate.DROPPED);
        }
        return heard ? send(number, event, change) : settled(number, Fate.NOBODY);
    }

    private CompletableFuture<Fate> send(long number, WebhookEvent event, Change change) {
        String body = sender.body(event.code(), event.data(), change.at());
        CompletableFuture<Fate> fate = new CompletableFuture<>();
        underWay.incrementAndGet();
        fate.thenAccept(end -> {
            books.settle(number, end);
            underWay.decrementAndGet();
        });
        Duration delay = nextDelay();
        if (delay.isZero()) {
            post(event.code(), body, fate);
        } else {
            books.held(number, delay.toMillis());
            clock.runIn(delay, () -> post(event.code(), body, fate));
        }
        return fate;
    }

    private void post(String code, String body, CompletableFuture<Fate> fate) {
        if (!sender.hasHandler()) {
            fate.complete(Fate.NOBODY);
            return;
        }
        sender.post(code, body).thenAccept(call -> fate.complete(fate(call)));
    }

    private static Fate fate(SentCall call) {
        if (call.accepted()) {
            return Fate.ACCEPTED;
        }
        return call.status().isPresent() ? Fate.REFUSED : Fate.FAILED;
    }

    private CompletableFuture<Fate> settled(long number, Fate fate) {
        books.settle(number, fate);
        return CompletableFuture.completedFuture(fate);
    }

    private synchronized boolean isLost() {
        return losses.share() > 0 && random.nextDouble() < losses.share();
    }

    private synchronized Duration nextDelay() {
        long longest = losses.longestDelay().toMillis();
        return longest == 0 ? Duration.ZERO : Duration.ofMillis(1 + random.nextLong(longest));
    }
}

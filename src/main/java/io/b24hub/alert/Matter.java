package io.b24hub.alert;

import io.b24hub.store.Swap;
import io.b24hub.time.HubClock.Scheduled;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One kind of trouble with one subject: what of it was noticed and not told yet. Hearing of it only counts; telling happens
 * on the alerts' thread, and the store decides whether it is time. Thread-safe.
 */
final class Matter {

    /** Trouble is told at most so often. */
    static final Duration PAUSE = Duration.ofHours(1);

    /** How soon it tries again when the store fails. */
    static final Duration AGAIN = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(Matter.class);

    /** What there is to tell. */
    private record News(Alert alert, int times, Instant since) {

        boolean ends() {
            return alert.kind().ends().isPresent();
        }
    }

    private final Alerts alerts;
    private final String key;
    private Optional<Alert> begun = Optional.empty();
    private Optional<Alert> ended = Optional.empty();
    private int times;
    private Instant first = Instant.EPOCH;
    private boolean looking; // a look is handed over, or waits for its time
    private boolean troubleTold;
    private Scheduled next = () -> {};

    Matter(Alerts alerts, String key) {
        this.alerts = alerts;
        this.key = key;
    }

    /** Hears of it once more, or of its end. */
    synchronized void notice(Alert alert) {
        if (alert.kind().ends().isPresent()) {
            ended = Optional.of(alert);
            begun = Optional.empty();
            times = 0;
            lookNow();
            return;
        }
        if (times == 0) {
            first = alerts.now();
        }
        times++;
        begun = Optional.of(alert);
        ended = Optional.empty();
        if (!looking) {
            lookNow();
        }
    }

    /** Looks soon, whatever was planned. */
    synchronized void lookNow() {
        next.cancel();
        looking = true;
        alerts.onThread(this::look);
    }

    private void look() {
        Optional<News> news = news();
        if (news.isEmpty()) {
            return;
        }
        try {
            tell(news.get());
            troubleTold = false;
        } catch (RuntimeException e) {
            trouble(e);
        }
    }

    private synchronized Optional<News> news() {
        next.cancel();
        looking = false;
        return ended.or(() -> begun).map(alert -> new News(alert, times, first));
    }

    private void tell(News news) {
        Collection<String> listeners = alerts.audience().flows().get();
        if (listeners.isEmpty()) {
            settle(news);
            return;
        }
        if (alerts.audience().isAboutItself(news.alert(), listeners)) {
            LOG.warn(
                    "Not sent as an alert, since it concerns only the flows that send alerts: {}",
                    news.alert().text());
            settle(news);
            return;
        }
        Optional<String> seen = alerts.recall(key);
        tell(news, seen, seen.map(Told::of), listeners);
    }

    private void tell(News news, Optional<String> seen, Optional<Told> told, Collection<String> listeners) {
        Instant now = alerts.now();
        Alert alert = news.alert();
        if (news.ends()) {
            Optional<Told> open = told.filter(Told::open);
            if (open.isEmpty()) {
                settle(news); // nobody heard that it began
            } else {
                store(new News(alert, 1, open.get().since()), seen, open.get().over(), listeners);
            }
        } else if (told.isPresent() && !alert.occasion().isEmpty()) {
            settle(news);
        } else if (told.isPresent() && isTooSoon(told.get(), now)) {
            lookAt(told.get().at().plus(PAUSE));
        } else {
            Instant since = told.filter(Told::open).map(Told::since).orElse(news.since());
            store(
                    new News(alert, news.times(), since),
                    seen,
                    new Told(now, since, alert.kind().lasts()),
                    listeners);
        }
    }

    /** A clock that was put back by more than a pause keeps nothing quiet. */
    private static boolean isTooSoon(Told told, Instant now) {
        return now.isBefore(told.at().plus(PAUSE)) && !now.plus(PAUSE).isBefore(told.at());
    }

    private void store(News news, Optional<String> seen, Told told, Collection<String> listeners) {
        Swap swap = new Swap(Alerts.SPACE, key, seen, told.text());
        if (alerts.store(new HubEvent(news.alert(), news.times(), news.since()), listeners, swap)) {
            settle(news);
        } else {
            synchronized (this) {
                lookNow(); // another hub told it
            }
        }
    }

    /** What was told, or is not to be told, is no news any more; what was noticed meanwhile is. */
    private synchronized void settle(News news) {
        if (news.ends()) {
            ended = ended.filter(alert -> alert != news.alert());
        } else {
            times = Math.max(0, times - news.times());
            begun = times == 0 ? Optional.empty() : begun;
            first = alerts.now();
        }
        if (ended.or(() -> begun).isPresent() && !looking) {
            lookNow();
        }
    }

    private synchronized void trouble(RuntimeException e) {
        if (!troubleTold) {
            LOG.warn(
                    "The alert \"{}\" cannot be stored: {}. Trying again every {} s",
                    key,
                    e.getMessage(),
                    AGAIN.toSeconds());
        }
        troubleTold = true;
        lookAt(alerts.now().plus(AGAIN));
    }

    private synchronized void lookAt(Instant at) {
        if (!looking) {
            looking = true;
            next = alerts.at(at, this::lookNow);
        }
    }

    synchronized void stop() {
        next.cancel();
        looking = true;
    }
}

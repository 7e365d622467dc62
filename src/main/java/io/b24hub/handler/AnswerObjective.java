package io.b24hub.handler;

import io.b24hub.alert.Alert;
import io.b24hub.alert.AlertKind;
import io.b24hub.alert.Watched;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.intake.IntakeListener;
import io.b24hub.intake.Refusal;
import io.b24hub.time.HubClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Whether calls are answered fast enough: 99 of 100 within the objective. Bitrix24 documents no limit, only that it calls slow
 * handlers less often, so this tells before it does.
 *
 * <p>Trouble is when of the last five minutes' answers more than one in a hundred, and at least five, were slower, and one of
 * the last minute still was; it ends when five minutes were well. A few calls alarm nobody. Thread-safe.
 */
public final class AnswerObjective implements IntakeListener, Watched {

    private static final int MINUTES = 5;
    private static final int KEPT = MINUTES + 1;
    private static final int FEW = 5;
    private static final double SHARE = 0.01;

    private final Duration objective;
    private final HubClock clock;
    private final LongAdder slow = new LongAdder();
    private final long[] minutes = new long[KEPT];
    private final long[] answers = new long[KEPT];
    private final long[] slowAnswers = new long[KEPT];
    private Optional<Boolean> before = Optional.empty();
    private boolean missed;

    /** @param objective zero to look at nothing */
    public AnswerObjective(Duration objective, HubClock clock) {
        this.objective = objective;
        this.clock = clock;
    }

    @Override
    public void received(Bitrix24Event event, Collection<String> flows) {}

    @Override
    public void refused(String portal, InetAddress client, Refusal reason) {}

    @Override
    public void answered(Duration took) {
        boolean isSlow = !objective.isZero() && took.compareTo(objective) > 0;
        if (isSlow) {
            slow.increment();
        }
        count(isSlow);
    }

    private synchronized void count(boolean isSlow) {
        long minute = minute();
        int index = (int) (minute % KEPT);
        if (minutes[index] != minute) {
            minutes[index] = minute;
            answers[index] = 0;
            slowAnswers[index] = 0;
        }
        answers[index]++;
        slowAnswers[index] += isSlow ? 1 : 0;
    }

    private long minute() {
        return clock.instant().getEpochSecond() / 60;
    }

    /** Within which time answers should be given; zero for none. */
    public Duration objective() {
        return objective;
    }

    /** Answers that took longer, since the start. */
    public long slow() {
        return slow.sum();
    }

    /** Whether too many answers take too long. */
    public synchronized boolean isMissed() {
        long all = sum(answers, MINUTES);
        long late = sum(slowAnswers, MINUTES);
        boolean bad = late >= FEW && late > SHARE * all;
        missed = bad && (missed || sum(slowAnswers, 1) > 0);
        return missed;
    }

    /** Of the last full minutes and the one that runs. */
    private long sum(long[] counts, int last) {
        long current = minute();
        long sum = 0;
        for (int i = 0; i < KEPT; i++) {
            sum += minutes[i] >= current - last && minutes[i] <= current ? counts[i] : 0;
        }
        return sum;
    }

    @Override
    public synchronized void look(Consumer<Alert> alerts, Consumer<Alert> changes) {
        boolean now = isMissed();
        Alert alert = now ? begun() : ended();
        if (now || before.orElse(true)) {
            alerts.accept(alert);
        }
        if (now != before.orElse(false)) {
            changes.accept(alert);
        }
        before = Optional.of(now);
    }

    private Alert begun() {
        return new Alert(
                AlertKind.ANSWERS_SLOW,
                "intake",
                "Of " + sum(answers, MINUTES) + " calls in the last five minutes " + sum(slowAnswers, MINUTES)
                        + " were answered later than after " + objective.toMillis()
                        + " ms (hub.intake.answer-objective). Bitrix24 calls slow handlers less often. An answer waits for the"
                        + " store's commit: look at its disk or database, and at what else uses them.");
    }

    private static Alert ended() {
        return new Alert(AlertKind.ANSWERS_FAST, "intake", "Calls are answered in time again.");
    }
}

package io.b24hub.bitrix;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps account of the computing time of each method. Bitrix24 counts it in ten buckets of one minute, tells the sum with
 * good answers ({@code operating}) and when the oldest bucket falls out ({@code operating_reset_at}), and blocks the
 * method that goes over the limit for ten minutes at most. Any of these numbers may be missing.
 *
 * <p>From {@value #CAREFUL} of the limit on, a method's calls are spread over the time until the reset so that the rest
 * lasts; each call that has to wait is told its own time. A blocked method waits until the reset.
 *
 * <p>This class is thread-safe. It forgets the least recently used of more than {@value #MOST} methods.
 */
final class OperatingLedger {

    private static final int MOST = 1000;
    private static final double CAREFUL = 0.8;
    private static final double USUAL_SECONDS = 0.05;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    // When the known time has passed, the next of the one-minute buckets falls out within a minute.
    private static final Duration NEXT_BUCKET = Duration.ofMinutes(1);

    /** What is known of one method; guarded by the ledger. */
    private static final class Account {

        private double used;
        private double cost = USUAL_SECONDS;
        private Optional<Instant> resetAt = Optional.empty();
        private Optional<Instant> pausedUntil = Optional.empty();
        private Instant nextCall = Instant.MIN;
        private Instant nextTurn = Instant.MIN;
    }

    private final double limit;
    private final Map<String, Account> accounts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Account> eldest) {
            return size() > MOST;
        }
    };

    /** @param limit seconds within ten minutes; zero slows nothing down */
    OperatingLedger(Duration limit) {
        this.limit = limit.toMillis() / 1000.0;
    }

    /** Remembers what a good answer says. Reckons from the portal's own clock, which may differ from ours. */
    synchronized void learn(String method, Map<String, Object> time, Instant now) {
        Account account = account(method);
        account.pausedUntil = Optional.empty();
        if (time.get("duration") instanceof Number took && took.doubleValue() >= 0) {
            account.cost = (account.cost * 3 + took.doubleValue()) / 4;
        }
        if (time.get("operating") instanceof Number used) {
            account.used = used.doubleValue();
        }
        if (time.get("operating_reset_at") instanceof Number reset && time.get("finish") instanceof Number finish) {
            double capped = Math.max(0, Math.min(reset.doubleValue() - finish.doubleValue(), LONGEST.toSeconds()));
            account.resetAt = Optional.of(now.plusMillis((long) Math.ceil(capped * 1000)));
        }
    }

    /** The portal blocked a method. Says until when to leave it alone. */
    synchronized Instant pause(String method, Instant now) {
        Account account = account(method);
        Instant reset = account.resetAt.orElse(now.plus(LONGEST));
        Instant until = reset.isAfter(now) ? reset : now.plus(NEXT_BUCKET);
        account.pausedUntil = Optional.of(until);
        return until;
    }

    /** Until when a blocked method is to be left alone; empty when it is not blocked. */
    synchronized Optional<Instant> pausedUntil(String method, Instant now) {
        return Optional.ofNullable(accounts.get(key(method)))
                .flatMap(account -> account.pausedUntil)
                .filter(now::isBefore);
    }

    /**
     * Asks whether a call may leave now, and counts it if so.
     *
     * @return when to come again; empty when it may leave
     */
    synchronized Optional<Instant> admit(String method, Instant now) {
        Optional<Instant> paused = pausedUntil(method, now);
        Account account = accounts.get(key(method));
        if (paused.isPresent() || account == null || !scarce(account, now)) {
            return paused;
        }
        Instant reset = account.resetAt.orElseThrow();
        Duration gap = gap(account, Duration.between(now, reset));
        if (!now.isBefore(account.nextCall)) {
            account.nextCall = now.plus(gap);
            account.nextTurn = later(account.nextTurn, account.nextCall);
            return Optional.empty();
        }
        Instant turn = later(account.nextTurn, account.nextCall);
        account.nextTurn = earlier(turn.plus(gap), reset);
        return Optional.of(earlier(turn, reset));
    }

    /** Whether a method is neither blocked nor near its limit. */
    synchronized boolean allows(String method, Instant now) {
        Account account = accounts.get(key(method));
        return account == null || pausedUntil(method, now).isEmpty() && !scarce(account, now);
    }

    /** How long a call of this method takes on the portal, in seconds, as far as is known. */
    synchronized double seconds(String method) {
        Account account = accounts.get(key(method));
        return account == null ? USUAL_SECONDS : account.cost;
    }

    /** Blocked methods, until when. */
    synchronized Map<String, Instant> paused(Instant now) {
        Map<String, Instant> paused = new HashMap<>();
        accounts.forEach((method, account) ->
                account.pausedUntil.filter(now::isBefore).ifPresent(until -> paused.put(method, until)));
        return paused;
    }

    /** Seconds used, by method, where the portal told it within the last ten minutes. */
    synchronized Map<String, Double> used(Instant now) {
        Map<String, Double> used = new HashMap<>();
        accounts.forEach((method, account) -> {
            if (account.used > 0 && account.resetAt.filter(now::isBefore).isPresent()) {
                used.put(method, account.used);
            }
        });
        return used;
    }

    private boolean scarce(Account account, Instant now) {
        return limit > 0
                && account.used >= CAREFUL * limit
                && account.resetAt.filter(now::isBefore).isPresent();
    }

    private Duration gap(Account account, Duration untilReset) {
        double left = Math.max(limit - account.used, account.cost);
        double share = Math.min(1, account.cost / left);
        return Duration.ofMillis((long) Math.ceil(untilReset.toMillis() * share));
    }

    private Account account(String method) {
        return accounts.computeIfAbsent(key(method), name -> new Account());
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static String key(String method) {
        return method.toLowerCase(Locale.ROOT);
    }
}

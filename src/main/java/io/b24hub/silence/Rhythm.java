package io.b24hub.silence;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/**
 * How lively each hour of the week usually is, in the time zone of the portal: in how many of its minutes something came, of
 * the last six such hours the lower middle. Minutes count and not events, and the middle and not the mean, so neither an
 * import, which is one odd hour however much it brings, nor a week of holidays teaches anything false.
 *
 * <p>Not thread-safe.
 */
final class Rhythm {

    /** Hours that must have been seen before it says anything: a week. */
    static final int ENOUGH = 7 * 24;

    private static final int SLOTS = 7 * 24;
    private static final int KEPT = 6;
    private static final char NONE = '.';
    private static final char ZERO = '0'; // 0 to 60 follow it, all of them plain letters of ASCII
    private static final long LONGEST_HOURS = 28L * 24;

    private final char[] seen;

    private Rhythm(char[] seen) {
        this.seen = seen;
    }

    /** One that knows nothing. */
    static Rhythm none() {
        return of("");
    }

    /** The inverse of {@link #text()}; what is no rhythm is one that knows nothing. */
    static Rhythm of(String text) {
        String whole =
                text.length() == SLOTS * KEPT ? text : String.valueOf(NONE).repeat(SLOTS * KEPT);
        return new Rhythm(whole.toCharArray());
    }

    /** Some 1,000 characters. */
    String text() {
        return new String(seen);
    }

    /** Learns of an hour that has ended. */
    void learn(ZonedDateTime hour, int minutes) {
        int first = slot(hour) * KEPT;
        System.arraycopy(seen, first, seen, first + 1, KEPT - 1);
        seen[first] = (char) (ZERO + Math.max(0, Math.min(60, minutes)));
    }

    /** Whether enough was seen. */
    boolean isLearned() {
        int hours = 0;
        for (char each : seen) {
            hours += each == NONE ? 0 : 1;
        }
        return hours >= ENOUGH;
    }

    /** In how many minutes of a stretch of time something would usually have come. */
    double expected(Instant from, Instant to, ZoneId zone) {
        Instant longest = to.minus(LONGEST_HOURS, ChronoUnit.HOURS);
        Instant at = from.isBefore(longest) ? longest : from;
        double sum = 0;
        while (at.isBefore(to)) {
            ZonedDateTime hour = at.atZone(zone).truncatedTo(ChronoUnit.HOURS);
            Instant next = hour.toInstant().plus(1, ChronoUnit.HOURS);
            Instant end = next.isBefore(to) ? next : to;
            sum += usual(slot(hour)) * ChronoUnit.SECONDS.between(at, end) / 3600.0;
            at = end;
        }
        return sum;
    }

    private int usual(int slot) {
        char[] known = new String(seen, slot * KEPT, KEPT)
                .replace(String.valueOf(NONE), "")
                .toCharArray();
        if (known.length == 0) {
            return 0;
        }
        java.util.Arrays.sort(known);
        return known[(known.length - 1) / 2] - ZERO;
    }

    private static int slot(ZonedDateTime hour) {
        return (hour.getDayOfWeek().getValue() - 1) * 24 + hour.getHour();
    }
}

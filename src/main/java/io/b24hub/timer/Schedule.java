package io.b24hub.timer;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.Locale;
import java.util.Optional;

/**
 * Times of day, as {@code cron} writes them: minute, hour, day of the month, month, day of the week. Where both days are
 * given, one of them is enough.
 *
 * <p>The clock on the wall decides. A time that is left out when clocks go forward comes at the moment of the change, once;
 * one that happens twice when clocks go back comes the first time only. (The library by itself leaves the first out, and
 * finds different times forwards and backwards in the second: cron-utils 9.2.1. So it is asked about a clock that never
 * changes.)
 *
 * <p>Immutable and thread-safe.
 */
public final class Schedule {

    private static final int FIELDS = 5;

    private final String text;
    private final ExecutionTime times;

    private Schedule(String text, ExecutionTime times) {
        this.text = text;
        this.times = times;
    }

    /**
     * Reads a schedule: five fields, or {@code @hourly}, {@code @daily}, {@code @midnight}, {@code @weekly},
     * {@code @monthly}, {@code @yearly}, {@code @annually}. Names of months and days may stand for their numbers.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static Schedule parse(String text) {
        String written = text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
        int fields = written.split(" ").length;
        if (!written.startsWith("@") && fields != FIELDS) {
            throw new IllegalArgumentException((written.isEmpty() ? "it is empty" : "it has " + fields + " fields")
                    + "; it needs five: minute, hour, day of the month, month, day of the week");
        }
        Cron cron = cron(written);
        Schedule schedule = new Schedule(written, ExecutionTime.forCron(cron));
        // a leap day is eight years away at most
        if (schedule.localAfter(LocalDateTime.of(2000, 1, 1, 0, 0)).isEmpty()) {
            throw new IllegalArgumentException("it never comes: no such month has such a day");
        }
        return schedule;
    }

    private static Cron cron(String written) {
        CronDefinition definition = CronDefinitionBuilder.defineCron()
                .withMinutes()
                .withStrictRange()
                .and()
                .withHours()
                .withStrictRange()
                .and()
                .withDayOfMonth()
                .withStrictRange()
                .and()
                .withMonth()
                .withStrictRange()
                .and()
                .withDayOfWeek()
                .withValidRange(0, 7)
                .withMondayDoWValue(1)
                .withIntMapping(7, 0)
                .withStrictRange()
                .and()
                .withSupportedNicknameYearly()
                .withSupportedNicknameAnnually()
                .withSupportedNicknameMonthly()
                .withSupportedNicknameWeekly()
                .withSupportedNicknameDaily()
                .withSupportedNicknameMidnight()
                .withSupportedNicknameHourly()
                .instance();
        try {
            return new CronParser(definition).parse(written).validate();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(reason(e), e);
        } catch (IndexOutOfBoundsException e) {
            // of cron-utils 9.2.1, for a step without a number: 5-59/
            throw new IllegalArgumentException("it is no schedule (a number is missing)", e);
        }
    }

    private static String reason(IllegalArgumentException e) {
        String text = String.valueOf(e.getMessage())
                .replaceFirst("^Failed to parse cron expression\\.\\s*", "")
                .replaceFirst("^Failed to parse.*?\\. ", "");
        return text.isBlank() ? "it is no schedule" : "it is no schedule (" + text + ")";
    }

    /** The first time after the given one. */
    public Instant next(Instant after, ZoneId zone) {
        LocalDateTime local = LocalDateTime.ofInstant(after, zone);
        while (true) {
            local = localAfter(local).orElseThrow();
            Instant time = moment(local, zone);
            if (time.isAfter(after)) {
                return time;
            }
        }
    }

    /** The last time at or before the given one; empty when there was none in the years that the library looks at. */
    public Optional<Instant> latest(Instant now, ZoneId zone) {
        Optional<LocalDateTime> local = localBefore(beyond(now, zone));
        while (local.isPresent()) {
            Instant time = moment(local.get(), zone);
            if (!time.isAfter(now)) {
                return Optional.of(time);
            }
            local = localBefore(local.get());
        }
        return Optional.empty();
    }

    /** What the wall clock has not shown yet at this moment, all that it shows for the second time included. */
    private static LocalDateTime beyond(Instant now, ZoneId zone) {
        LocalDateTime local = LocalDateTime.ofInstant(now, zone);
        ZoneOffsetTransition change = zone.getRules().previousTransition(now.plusNanos(1));
        LocalDateTime shown = change != null && change.isOverlap() && local.isBefore(change.getDateTimeBefore())
                ? change.getDateTimeBefore().minusMinutes(1)
                : local;
        return shown.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    }

    private static Instant moment(LocalDateTime local, ZoneId zone) {
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        return change != null && change.isGap()
                ? change.getInstant()
                : local.atZone(zone).toInstant();
    }

    private Optional<LocalDateTime> localAfter(LocalDateTime local) {
        return times.nextExecution(local.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
    }

    private Optional<LocalDateTime> localBefore(LocalDateTime local) {
        return times.lastExecution(local.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
    }

    /** As written, in lower case with single spaces. */
    @Override
    public String toString() {
        return text;
    }
}

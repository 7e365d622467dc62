package io.b24hub.template;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Dates and times as people of a language and a time zone write them. What is no date stays as it is. Stateless.
 *
 * <p>Bitrix24 writes moments with an offset, {@code 2026-03-11T17:28:46+03:00}, and pure dates as midnight UTC in the portal's
 * own offset: {@code CLOSEDATE} is {@code 2026-03-20T03:00:00+03:00}. Those must not move to another day, wherever the reader
 * is. A few methods answer {@code 24.08.2023 13:19:39}, without an offset.
 */
final class Moments {

    private static final List<Function<String, LocalDateTime>> LOCAL = List.of(
            LocalDateTime::parse,
            text -> LocalDateTime.parse(text, DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm[:ss]")),
            text -> LocalDateTime.parse(text, DateTimeFormatter.ofPattern("dd.MM.uuuu HH:mm[:ss]")));
    private static final List<Function<String, LocalDate>> DAYS =
            List.of(LocalDate::parse, text -> LocalDate.parse(text, DateTimeFormatter.ofPattern("dd.MM.uuuu")));
    private static final List<Function<String, OffsetDateTime>> EXACT = List.of(
            OffsetDateTime::parse,
            text -> OffsetDateTime.parse(text, DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxx")));

    /**
     * @param day the day, also of what is a pure date
     * @param moment in the reader's zone; empty for what has no time at all
     */
    private record Moment(LocalDate day, Optional<ZonedDateTime> moment) {}

    private Moments() {}

    static String date(Object in, Locale locale, ZoneId zone) {
        return parse(in, zone)
                .map(found -> found.day().format(DateTimeFormatter.ofPattern(datePattern(locale), locale)))
                .orElseGet(() -> Texts.of(in));
    }

    static String datetime(Object in, Locale locale, ZoneId zone) {
        String date = datePattern(locale);
        String both = date + (date.contains("MMM") ? "', '" : " ") + timePattern(locale);
        return parse(in, zone)
                .map(found -> found.moment()
                        .map(moment -> moment.format(DateTimeFormatter.ofPattern(both, locale)))
                        .orElseGet(() -> date(in, locale, zone)))
                .orElseGet(() -> Texts.of(in));
    }

    static String time(Object in, Locale locale, ZoneId zone) {
        return parse(in, zone)
                .map(found -> found.moment()
                        .map(moment -> moment.format(DateTimeFormatter.ofPattern(timePattern(locale), locale)))
                        .orElse(""))
                .orElseGet(() -> Texts.of(in));
    }

    /** False when one of them is no moment. */
    static boolean isBefore(Object first, Object second, ZoneId zone) {
        Optional<ZonedDateTime> one = parse(first, zone).flatMap(Moment::moment);
        Optional<ZonedDateTime> other = parse(second, zone).flatMap(Moment::moment);
        return one.isPresent() && other.isPresent() && one.get().isBefore(other.get());
    }

    /** For tables: {@code 2026-03-20}. */
    static String isoDate(String text, ZoneId zone) {
        return parse(text, zone).map(found -> found.day().toString()).orElse(text);
    }

    /** For tables: {@code 2026-03-11 17:28:46}, in the reader's zone; a date alone stays one. */
    static String isoDateTime(String text, ZoneId zone) {
        DateTimeFormatter pattern = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
        return parse(text, zone)
                .map(found ->
                        found.moment().map(pattern::format).orElse(found.day().toString()))
                .orElse(text);
    }

    /** Seconds as {@code 1:05} or {@code 1:00:05}. */
    static String duration(Object in) {
        Optional<BigDecimal> value = Amounts.parse(in);
        if (value.isEmpty()) {
            return Texts.of(in);
        }
        long seconds = value.get().abs().longValue();
        return seconds < 3600
                ? "%d:%02d".formatted(seconds / 60, seconds % 60)
                : "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** Short, but with the whole year: two digits could be anything. */
    private static String datePattern(Locale locale) {
        String brief = pattern(FormatStyle.SHORT, null, locale);
        boolean wholeYear = brief.matches("[^y]*(y|yyyy)[^y]*");
        return wholeYear ? brief : pattern(FormatStyle.MEDIUM, null, locale);
    }

    private static String timePattern(Locale locale) {
        return pattern(null, FormatStyle.SHORT, locale);
    }

    // from Java 20 on with narrow spaces, which not every far side shows
    private static String pattern(FormatStyle date, FormatStyle time, Locale locale) {
        return DateTimeFormatterBuilder.getLocalizedDateTimePattern(date, time, IsoChronology.INSTANCE, locale)
                .replace('\u202f', ' ');
    }

    private static Optional<Moment> parse(Object in, ZoneId zone) {
        if (in instanceof Instant instant) {
            return Optional.of(at(instant.atZone(zone)));
        } else if (in instanceof ZonedDateTime moment) {
            return Optional.of(at(moment.withZoneSameInstant(zone)));
        } else if (in instanceof LocalDate day) {
            return Optional.of(new Moment(day, Optional.empty()));
        }
        String text = Texts.of(in).strip();
        return first(EXACT, text)
                .map(exact -> new Moment(day(exact, zone), Optional.of(exact.atZoneSameInstant(zone))))
                .or(() -> first(LOCAL, text).map(local -> at(local.atZone(zone))))
                .or(() -> first(DAYS, text).map(day -> new Moment(day, Optional.empty())));
    }

    private static Moment at(ZonedDateTime moment) {
        return new Moment(moment.toLocalDate(), Optional.of(moment));
    }

    private static LocalDate day(OffsetDateTime exact, ZoneId zone) {
        OffsetDateTime utc = exact.withOffsetSameInstant(ZoneOffset.UTC);
        if (exact.toLocalTime().equals(LocalTime.MIDNIGHT)) {
            return exact.toLocalDate();
        }
        return utc.toLocalTime().equals(LocalTime.MIDNIGHT)
                ? utc.toLocalDate()
                : exact.atZoneSameInstant(zone).toLocalDate();
    }

    private static <T> Optional<T> first(List<Function<String, T>> ways, String text) {
        for (Function<String, T> way : ways) {
            try {
                return Optional.of(way.apply(text));
            } catch (DateTimeParseException e) {
                // another way to write it
            }
        }
        return Optional.empty();
    }
}

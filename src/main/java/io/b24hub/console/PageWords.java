package io.b24hub.console;

import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.extension.escaper.SafeString;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What templates may say beside Pebble's own words: {@code t("name")}, and filters for times, spans, numbers and sizes. */
final class PageWords extends AbstractExtension {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private final ZoneId zone;

    PageWords(ZoneId zone) {
        this.zone = zone;
    }

    @Override
    public Map<String, Function> getFunctions() {
        return Map.of("t", new Text());
    }

    @Override
    public Map<String, Filter> getFilters() {
        return Map.of(
                "time", filter((value, locale) -> time(value)),
                "span", filter(PageWords::span),
                "num", filter((value, locale) -> number(value, locale)),
                "bytes", filter(PageWords::bytes));
    }

    private SafeString time(Object value) {
        Object inner = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        if (!(inner instanceof Instant at)) {
            return new SafeString("");
        }
        return new SafeString("<time datetime=\"" + at.truncatedTo(ChronoUnit.MILLIS) + "\">"
                + TIME.format(at.atZone(zone)) + "</time>");
    }

    private static String span(Object value, Locale locale) {
        Object inner = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        return inner instanceof Duration time ? span(time, Words.in(locale)) : "";
    }

    /** Roughly: {@code 350 ms}, {@code 12 s}, {@code 3 min 20 s}, {@code 2 h 5 min}, {@code 3 d 2 h}. */
    private static String span(Duration time, Words words) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 10) {
            return Math.max(0, time.toMillis()) + " " + words.text("unit.ms");
        } else if (seconds < 60) {
            return seconds + " " + words.text("unit.s");
        } else if (seconds < 3_600) {
            return two(seconds / 60, words.text("unit.min"), seconds % 60, words.text("unit.s"));
        } else if (seconds < 86_400) {
            return two(seconds / 3_600, words.text("unit.h"), seconds / 60 % 60, words.text("unit.min"));
        }
        return two(seconds / 86_400, words.text("unit.d"), seconds / 3_600 % 24, words.text("unit.h"));
    }

    private static String two(long large, String unit, long small, String smaller) {
        return large + " " + unit + (small == 0 ? "" : " " + small + " " + smaller);
    }

    private static String number(Object value, Locale locale) {
        NumberFormat format = NumberFormat.getInstance(locale);
        format.setMaximumFractionDigits(1);
        return value instanceof Number number ? format.format(number) : "";
    }

    private static String bytes(Object value, Locale locale) {
        double size = value instanceof Number number ? number.doubleValue() : 0;
        String unit = "unit.b";
        for (String larger : List.of("unit.kib", "unit.mib", "unit.gib")) {
            if (size < 1024) {
                break;
            }
            size /= 1024;
            unit = larger;
        }
        return number(size, locale) + " " + Words.in(locale).text(unit);
    }

    private interface Showing {
        Object show(Object value, Locale locale);
    }

    private static Filter filter(Showing showing) {
        return new Filter() {
            @Override
            public Object apply(
                    Object input, Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
                return showing.show(input, context.getLocale());
            }

            @Override
            public List<String> getArgumentNames() {
                return List.of();
            }
        };
    }

    /** A text of the visitor's language; what follows the name stands for its {0}, {1}. */
    private static final class Text implements Function {

        @Override
        public Object execute(Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
            Object[] values = new Object[args.size() - 1];
            for (int i = 0; i < values.length; i++) {
                values[i] = args.get(Integer.toString(i + 1));
            }
            return Words.in(context.getLocale()).text(String.valueOf(args.get("0")), values);
        }

        @Override
        public List<String> getArgumentNames() {
            return null;
        }
    }
}

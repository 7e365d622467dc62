package io.b24hub.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A row: columns in the order of the file, each with a text, a number, a boolean, or empty text. */
record RowTemplate(MessageFile file, List<Column> columns) implements Template {

    /** A column and how its text becomes a value. */
    record Column(String name, Type type, CompiledText text) {}

    /** What a cell may be. */
    enum Type {
        TEXT,
        NUMBER,
        BOOLEAN,
        DATE,
        DATETIME;

        static Optional<Type> of(String word) {
            return List.of(values()).stream()
                    .filter(type -> type.word().equals(word))
                    .findFirst();
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What does not fit stays a text: a table with an odd word in it is better than no row. */
        Object cell(String text, PortalPlace place) {
            return switch (this) {
                case TEXT -> text;
                case NUMBER -> Amounts.parse(text).<Object>map(number -> number).orElse(text);
                case BOOLEAN -> flag(text);
                case DATE -> Moments.isoDate(text, place.zone());
                case DATETIME -> Moments.isoDateTime(text, place.zone());
            };
        }

        /** Bitrix24 says Y and N, in user fields 1 and 0. */
        private static Object flag(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "y", "yes", "1", "true" -> true;
                case "n", "no", "0", "false" -> false;
                default -> text;
            };
        }
    }

    @Override
    public Map<String, Object> render(Map<String, Object> model, PortalPlace place) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (Column column : columns) {
            String text = column.text().render(model, place).strip();
            row.put(column.name(), column.type().cell(text, place));
        }
        return row;
    }
}

package io.b24hub.bitrix;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Puts errors into classes by {@code errors.json}: the first row that fits decides. A row names a code, a status
 * ({@code 403} or {@code 5xx}), a method ({@code *} at one end) and a part of the text; what it leaves out fits anything.
 * Rows with a code stand first, then those with a status, then those with a text only, because Bitrix24 translates its
 * texts but not its codes.
 *
 * <p>Immutable and thread-safe.
 */
final class ErrorTable {

    /** One line of the table. */
    record Row(
            Optional<String> code,
            Optional<String> status,
            Optional<String> method,
            Optional<String> text,
            RestErrorClass errorClass,
            boolean confirm,
            String advice) {

        private boolean fits(String aMethod, int aStatus, String aCode, String aText) {
            return code.map(c -> c.equalsIgnoreCase(aCode)).orElse(true)
                    && status.map(s -> fitsStatus(s, aStatus)).orElse(true)
                    && method.map(m -> fitsMethod(m, aMethod)).orElse(true)
                    && text.map(t -> aText.toLowerCase(Locale.ROOT).contains(t)).orElse(true);
        }

        private static boolean fitsStatus(String pattern, int status) {
            return pattern.endsWith("xx")
                    ? status / 100 == pattern.charAt(0) - '0'
                    : pattern.equals(Integer.toString(status));
        }

        private static boolean fitsMethod(String pattern, String method) {
            String lower = method.toLowerCase(Locale.ROOT);
            if (pattern.startsWith("*")) {
                return lower.endsWith(pattern.substring(1));
            }
            return pattern.endsWith("*")
                    ? lower.startsWith(pattern.substring(0, pattern.length() - 1))
                    : lower.equals(pattern);
        }
    }

    private final List<Row> rows;

    private ErrorTable(List<Row> rows) {
        this.rows = rows;
    }

    /** Reads the table that is part of the program. */
    static ErrorTable load() {
        try (InputStream in = ErrorTable.class.getResourceAsStream("errors.json")) {
            if (in == null) {
                throw new IllegalStateException("errors.json is missing beside " + ErrorTable.class.getName());
            }
            List<Map<String, Object>> lines = new ObjectMapper().readValue(in, new TypeReference<>() {});
            return new ErrorTable(lines.stream().map(ErrorTable::row).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Finds the class of an error.
     *
     * @param method the method called; for a command of a batch, the command's
     * @param status the HTTP status; 200 for a command of a batch
     * @param error the value of the {@code error} key as parsed: text, a number, or REST 3.0's object
     * @param description the value of {@code error_description}; empty text when absent
     */
    RestError classify(String method, int status, Object error, String description) {
        if (error instanceof Map<?, ?> object) {
            return classify(method, status, text(object.get("code")), text(object.get("message")));
        }
        String code = text(error).strip();
        Row row = rows.stream()
                .filter(r -> r.fits(method, status, code, description))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("errors.json lacks the last row, which fits anything"));
        return new RestError(status, code, description, row.errorClass(), row.confirm(), row.advice());
    }

    List<Row> rows() {
        return rows;
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }

    private static Row row(Map<String, Object> line) {
        return new Row(
                optional(line, "code"),
                optional(line, "status"),
                optional(line, "method"),
                optional(line, "text"),
                RestErrorClass.valueOf((String) line.get("class")),
                Boolean.TRUE.equals(line.get("confirm")),
                (String) line.get("advice"));
    }

    private static Optional<String> optional(Map<String, Object> line, String key) {
        return Optional.ofNullable((String) line.get(key));
    }
}

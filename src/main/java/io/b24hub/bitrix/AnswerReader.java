package io.b24hub.bitrix;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.b24hub.bitrix.RestAnswer.Bad;
import io.b24hub.bitrix.RestAnswer.Good;
import io.b24hub.bitrix.RestAnswer.Moved;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Understands what came over HTTP. An {@code error} key decides whatever the status says: Bitrix24 sends errors with 200
 * as well, and codes that are empty, zero or numbers.
 *
 * <p>Immutable and thread-safe.
 */
final class AnswerReader {

    private static final TypeReference<Object> ANYTHING = new TypeReference<>() {};
    private static final int LONGEST_NUMBER = 30;
    private static final String BROKEN_ADVICE =
            "Something between the hub and the portal may be at fault: a proxy, a firewall, maintenance.";

    private final ErrorTable errors;
    private final ObjectMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    AnswerReader(ErrorTable errors) {
        this.errors = errors;
    }

    RestAnswer read(String method, HttpAnswer answer) {
        if (answer.status() / 100 == 3) {
            return new Moved(answer.status(), answer.location());
        }
        if (answer.body().length > HttpTransport.MAX_ANSWER) {
            return broken(answer, "an answer of " + answer.body().length + " bytes, over " + HttpTransport.MAX_ANSWER);
        }
        Object parsed;
        try {
            parsed = json.readValue(answer.body(), ANYTHING);
        } catch (IOException | NumberFormatException e) {
            // the latter from Jackson, for a number whose exponent is no number that Java knows
            return notJson(method, answer);
        }
        if (!(parsed instanceof Map<?, ?> body)) {
            return broken(answer, "JSON that is not an object");
        }
        return read(method, answer, body);
    }

    private RestAnswer read(String method, HttpAnswer answer, Map<?, ?> body) {
        if (body.get("error") != null) {
            Object description = body.get("error_description");
            return new Bad(errors.classify(
                    method, answer.status(), body.get("error"), description == null ? "" : description.toString()));
        }
        if (answer.status() / 100 != 2) {
            return new Bad(errors.classify(method, answer.status(), "", "no error code"));
        }
        if (!body.containsKey("result")) {
            return broken(answer, "JSON with neither result nor error");
        }
        return new Good(new RestResult(
                longs(body.get("result")), next(body.get("next")), whole(body.get("total")), time(body)));
    }

    private RestAnswer notJson(String method, HttpAnswer answer) {
        String what = what(answer);
        // Only 429 tells enough by itself: a proxy's 403 or 404 page says nothing about the call.
        return answer.status() == 429 ? new Bad(errors.classify(method, 429, "", what)) : broken(answer, what);
    }

    private static String what(HttpAnswer answer) {
        if (answer.body().length == 0) {
            return "an empty answer";
        }
        return answer.contentType().toLowerCase(Locale.ROOT).contains("html")
                ? "a web page instead of JSON"
                : "an answer that is not JSON";
    }

    private static RestAnswer broken(HttpAnswer answer, String what) {
        return new Bad(new RestError(answer.status(), "", what, RestErrorClass.TEMPORARY, false, BROKEN_ADVICE));
    }

    static OptionalInt next(Object value) {
        OptionalLong next = whole(value);
        return next.isPresent() && next.getAsLong() == (int) next.getAsLong()
                ? OptionalInt.of((int) next.getAsLong())
                : OptionalInt.empty();
    }

    static OptionalLong whole(Object value) {
        if (!(value instanceof Number || value instanceof String)
                || value.toString().length() > LONGEST_NUMBER) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(new BigDecimal(value.toString()).longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    @SuppressWarnings("unchecked") // JSON objects have text keys
    private static Map<String, Object> time(Map<?, ?> body) {
        return longs(body.get("time")) instanceof Map<?, ?> time ? (Map<String, Object>) time : Map.of();
    }

    // By hand: Jackson's USE_LONG_FOR_INTS rejects the whole answer when one number has more than 64 bits.
    @SuppressWarnings("unchecked") // what Jackson makes of JSON
    private static Object longs(Object value) {
        if (value instanceof Map<?, ?> map) {
            ((Map<String, Object>) map).replaceAll((name, inner) -> longs(inner));
        } else if (value instanceof List<?> list) {
            ((List<Object>) list).replaceAll(AnswerReader::longs);
        } else if (value instanceof Integer number) {
            return number.longValue();
        }
        return value;
    }
}

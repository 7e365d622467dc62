package io.b24hub.component.bitrix24;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.support.builder.ExpressionBuilder;

/**
 * The parameters of a REST method as written in a route. Values are Simple expressions; {@code fields[STAGE_ID]} writes
 * into the map {@code fields}. What JSON has no type for, such as a time, is sent as text.
 *
 * <p>Immutable and thread-safe. What a value evaluates to is sent as data; it is never evaluated again.
 */
final class RestParameters {

    private final Map<String, Expression> expressions = new LinkedHashMap<>();

    RestParameters(CamelContext context, Map<String, Object> written) {
        written.forEach((name, value) -> {
            String text = String.valueOf(value);
            Expression expression = text.contains("${")
                    ? context.resolveLanguage("simple").createExpression(text)
                    : ExpressionBuilder.constantExpression(text);
            expression.init(context);
            expressions.put(PercentSigns.restore(name), expression);
        });
    }

    /** The values for one exchange. */
    Map<String, Object> evaluate(Exchange exchange) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        expressions.forEach(
                (name, expression) -> put(parameters, name, plain(expression.evaluate(exchange, Object.class))));
        return parameters;
    }

    private static Object plain(Object value) {
        boolean json = value == null
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Map
                || value instanceof Collection
                || value.getClass().isArray();
        return json ? value : value.toString();
    }

    private static void put(Map<String, Object> into, String name, Object value) {
        int open = name.indexOf('[');
        if (open <= 0 || !name.endsWith("]")) {
            into.put(name, value);
            return;
        }
        String[] path = (name.substring(0, open) + "]" + name.substring(open))
                .replace("[", "")
                .split("]", -1);
        Map<String, Object> at = into;
        for (int i = 0; i < path.length - 2; i++) {
            at = child(at, path[i]);
        }
        at.put(path[path.length - 2], value);
    }

    /** The map below a name; a copy of what stands there, because that may be a map of the flow's own. */
    private static Map<String, Object> child(Map<String, Object> parent, String name) {
        Map<String, Object> child = new LinkedHashMap<>();
        if (parent.get(name) instanceof Map<?, ?> old) {
            old.forEach((key, value) -> child.put(String.valueOf(key), value));
        }
        parent.put(name, child);
        return child;
    }
}

package io.b24hub.template;

import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a filter or function was called with, and for whom.
 *
 * @param arguments by name; what was not given is absent
 * @param context of the text that is being made
 */
record Circumstances(Map<String, Object> arguments, EvaluationContext context) {

    String text(String argument) {
        return Texts.of(arguments.get(argument));
    }

    /** Negative when it was not given. */
    int number(String argument) {
        return arguments.get(argument) instanceof Number number ? number.intValue() : -1;
    }

    Locale locale() {
        return context.getLocale();
    }

    ZoneId zone() {
        return PortalPlace.zone(context);
    }

    /** What a filter does. */
    interface Formatting {
        Object apply(Object in, Circumstances to);
    }

    /** What a function answers. */
    interface Answering {
        Object answer(Circumstances to);
    }

    static Filter filter(Formatting formatting, String... arguments) {
        return new Filter() {
            @Override
            public Object apply(
                    Object in, Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
                return formatting.apply(in, new Circumstances(args, context));
            }

            @Override
            public List<String> getArgumentNames() {
                return List.of(arguments);
            }
        };
    }

    static Function function(Answering answering, String... arguments) {
        return new Function() {
            @Override
            public Object execute(Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
                return answering.answer(new Circumstances(args, context));
            }

            @Override
            public List<String> getArgumentNames() {
                return List.of(arguments);
            }
        };
    }
}

package io.b24hub.template;

import static io.b24hub.template.Circumstances.filter;
import static io.b24hub.template.Circumstances.function;

import io.b24hub.event.Bitrix24Event;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.Function;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** What the hub adds to the template language: filters that format, and functions that ask what changed. Stateless. */
final class MessageWords extends AbstractExtension {

    static final List<String> FILTERS = List.of(
            "date",
            "datetime",
            "duration",
            "link",
            "money",
            "num",
            "number",
            "phone",
            "plural",
            "short",
            "sumBy",
            "time");
    static final List<String> FUNCTIONS =
            List.of("changedFromTo", "changedTo", "entered", "hasChanged", "isBefore", "left", "nothingChanged");

    /** The event that a function asks; without it, that of the message. */
    private static final String OF = "of";

    private final boolean html;

    /** @param html whether what it makes goes into HTML */
    MessageWords(boolean html) {
        this.html = html;
    }

    @Override
    public Map<String, Filter> getFilters() {
        Map<String, Filter> filters = new TreeMap<>();
        filters.put("money", filter((in, to) -> Amounts.money(in, to.text("currency"), to.locale()), "currency"));
        filters.put("number", filter((in, to) -> Amounts.number(in, to.number("decimals"), to.locale()), "decimals"));
        filters.put("num", filter((in, to) -> Amounts.value(in)));
        filters.put("plural", filter(MessageWords::plural, "one", "few", "many"));
        filters.put("sumBy", filter((in, to) -> Sums.by(in, to.text("amount"), to.text("by")), "amount", "by"));
        filters.put("date", filter((in, to) -> Moments.date(in, to.locale(), to.zone())));
        filters.put("datetime", filter((in, to) -> Moments.datetime(in, to.locale(), to.zone())));
        filters.put("time", filter((in, to) -> Moments.time(in, to.locale(), to.zone())));
        filters.put("duration", filter((in, to) -> Moments.duration(in)));
        filters.put("short", filter((in, to) -> Texts.shortened(in, to.number("length")), "length"));
        filters.put("phone", filter((in, to) -> Texts.phone(in)));
        filters.put("link", filter(this::link, "text"));
        return filters;
    }

    private static Object plural(Object in, Circumstances to) {
        return Amounts.plural(in, to.text("one"), to.text("few"), to.text("many"), to.locale());
    }

    private Object link(Object in, Circumstances to) {
        String address = Texts.of(in);
        String shown = to.text("text").isEmpty() ? address : to.text("text");
        if (html) {
            return HtmlText.link(address, shown);
        }
        return address.isEmpty() || shown.equals(address) ? shown : shown + " (" + address + ")";
    }

    @Override
    public Map<String, Function> getFunctions() {
        Map<String, Function> functions = new TreeMap<>();
        functions.put(
                "entered", asking((e, to) -> e.entered(to.text("field"), to.text("values")), "field", "values", OF));
        functions.put("left", asking((e, to) -> e.left(to.text("field"), to.text("values")), "field", "values", OF));
        functions.put("hasChanged", asking((e, to) -> e.hasChanged(to.text("field")), "field", OF));
        functions.put(
                "changedTo",
                asking((e, to) -> e.changedTo(to.text("field"), to.text("values")), "field", "values", OF));
        functions.put(
                "changedFromTo",
                asking(
                        (e, to) -> e.changedFromTo(to.text("field"), to.text("from"), to.text("to")),
                        "field",
                        "from",
                        "to",
                        OF));
        functions.put("nothingChanged", asking((e, to) -> e.nothingChanged(), OF));
        functions.put("isBefore", function(MessageWords::isBefore, "first", "second"));
        return functions;
    }

    private static Function asking(BiPredicate<Bitrix24Event, Circumstances> question, String... arguments) {
        return function(
                to -> {
                    Object of = to.arguments().get(OF) == null
                            ? to.context().getVariable("event")
                            : to.arguments().get(OF);
                    return of instanceof EventView view && question.test(view.event(), to);
                },
                arguments);
    }

    private static Object isBefore(Circumstances to) {
        return Moments.isBefore(to.arguments().get("first"), to.arguments().get("second"), to.zone());
    }
}

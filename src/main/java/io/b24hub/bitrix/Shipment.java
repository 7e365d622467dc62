package io.b24hub.bitrix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What travels in one HTTP call: one slot as itself, several as a {@code batch}.
 *
 * @param slots at least one
 * @param redirected whether it is sent again because the portal has moved
 */
record Shipment(List<Slot> slots, boolean redirected) {

    /**
     * One command of a batch, or a call by itself.
     *
     * @param commands one call, or up to {@value ListPage#MOST_IDS} that share a list page
     * @param line the command as a batch wants it; empty where the slot travels alone
     */
    record Slot(List<Command> commands, String line) {

        Command first() {
            return commands.get(0);
        }

        /** A command's own part of this slot's answer. */
        RestResult part(Command command, RestResult result) {
            return commands.size() == 1
                    ? result
                    : command.page().map(page -> page.own(result)).orElse(result);
        }

        private byte[] body(ObjectMapper json) throws JsonProcessingException {
            return commands.size() == 1 ? first().body() : json.writeValueAsBytes(pageParams(commands));
        }
    }

    private static final RestMethod BATCH = new RestMethod("batch");

    static Shipment of(Command command) {
        return new Shipment(List.of(new Slot(List.of(command), "")), false);
    }

    /** The parameters of the list page that these calls share. */
    static Map<String, Object> pageParams(List<Command> commands) {
        List<ListPage> pages =
                commands.stream().map(command -> command.page().orElseThrow()).toList();
        return pages.get(0).paramsFor(pages);
    }

    boolean isBatch() {
        return slots.size() > 1;
    }

    RestMethod method() {
        return isBatch() ? BATCH : slots.get(0).first().method();
    }

    List<Command> commands() {
        List<Command> commands = new ArrayList<>();
        slots.forEach(slot -> commands.addAll(slot.commands()));
        return commands;
    }

    /** The name of a slot within the batch. Not a number: PHP would make a list of it, or not, as it falls out. */
    String key(Slot slot) {
        return "c" + slots.indexOf(slot);
    }

    Shipment afterRedirect() {
        return new Shipment(slots, true);
    }

    byte[] body(ObjectMapper json) {
        try {
            if (!isBatch()) {
                return slots.get(0).body(json);
            }
            Map<String, String> lines = new LinkedHashMap<>();
            for (int i = 0; i < slots.size(); i++) {
                lines.put("c" + i, slots.get(i).line());
            }
            Map<String, Object> batch = new LinkedHashMap<>();
            batch.put("halt", 0);
            batch.put("cmd", lines);
            return json.writeValueAsBytes(batch);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e); // all of it was JSON before
        }
    }
}

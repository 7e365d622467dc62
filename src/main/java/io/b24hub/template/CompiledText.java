package io.b24hub.template;

import io.b24hub.failure.WillNotHeal;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * A text with places to fill in. Thread-safe.
 *
 * @param file the file it stands in
 * @param template as the engine compiled it
 */
record CompiledText(MessageFile file, PebbleTemplate template) {

    String render(Map<String, Object> model, PortalPlace place) {
        StringWriter text = new StringWriter();
        Map<String, Object> variables = new HashMap<>(model);
        variables.put(PortalPlace.ZONE, place.zone());
        try {
            template.evaluate(text, variables, place.locale());
        } catch (PebbleException e) {
            throw failed(e.getLineNumber() == null ? 0 : e.getLineNumber(), reason(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw failed(0, String.valueOf(e.getMessage()));
        }
        return text.toString();
    }

    /** The engine wraps what went wrong in a condition, and its own words say little. */
    private static String reason(PebbleException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof PebbleException engine ? engine.getPebbleMessage() : String.valueOf(root.getMessage());
    }

    private WillNotHeal failed(int line, String reason) {
        return new WillNotHeal(
                "The template " + file.path() + " could not be filled in" + (line > 0 ? " (line " + line + ")" : "")
                        + ": " + reason,
                "Correct the template, then replay the delivery.");
    }
}

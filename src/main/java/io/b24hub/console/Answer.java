package io.b24hub.console;

import java.util.Map;

/** What a request gets. */
sealed interface Answer {

    /**
     * A page.
     *
     * @param status of HTTP
     * @param template its name
     * @param every after so many seconds the page asks for what is new; 0 for never
     * @param model what the template shows
     */
    record Page(int status, String template, int every, Map<String, Object> model) implements Answer {

        Page(String template, Map<String, Object> model) {
            this(200, template, 0, model);
        }

        Page(String template, int every, Map<String, Object> model) {
            this(200, template, every, model);
        }
    }

    /** Another address of the console: where to go after something was done. */
    record Elsewhere(String path) implements Answer {}
}

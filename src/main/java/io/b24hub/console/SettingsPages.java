package io.b24hub.console;

import io.vertx.ext.web.Router;
import java.util.Map;

/** The settings in effect, and what people did. */
final class SettingsPages {

    private static final int ACTIONS = 200;

    private final ConsoleParts parts;

    SettingsPages(ConsoleParts parts) {
        this.parts = parts;
    }

    void mount(Router router, Replies replies) {
        replies.get(
                router,
                "/settings",
                visit -> new Answer.Page(
                        "settings", Map.of("settings", parts.settings().get())));
        replies.get(
                router,
                "/actions",
                visit -> new Answer.Page(
                        "actions", Map.of("actions", parts.hub().operations().actions(ACTIONS))));
    }
}

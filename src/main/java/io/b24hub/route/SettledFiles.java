package io.b24hub.route;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells a finished edit from one in the middle: a file counts as changed, or gone, when two looks in a row saw it so.
 * Half a route file is often a valid one, and some editors delete a file before they write it anew.
 *
 * <p>Not thread-safe.
 */
final class SettledFiles {

    private Map<String, String> before = new HashMap<>();
    private Map<String, String> now = new HashMap<>();

    /** Takes a look. */
    void look(List<RouteFile> files) {
        before = now;
        now = new HashMap<>();
        files.forEach(file -> now.put(file.name(), file.text()));
    }

    /** Whether a file has a new text for good. */
    boolean changed(RouteFile file, String running) {
        return !file.text().equals(running) && settled(file.name());
    }

    /** Whether a file is away for good. */
    boolean gone(String name) {
        return !now.containsKey(name) && settled(name);
    }

    private boolean settled(String name) {
        return before.containsKey(name) == now.containsKey(name)
                && (!now.containsKey(name) || now.get(name).equals(before.get(name)));
    }
}

package io.b24hub.check;

import io.b24hub.route.Destination;

/**
 * A flow that is on sends to a destination.
 *
 * @param flow the route's id
 */
record Use(String flow, Destination destination) {

    /** Whether a text is decided only when an event runs through the flow. */
    static boolean isOpen(String text) {
        return text.contains("${") || text.contains("$simple{");
    }
}

package io.b24hub.route;

import java.util.List;

/**
 * What a route file would do in a hub that starts now.
 *
 * @param name relative to the routes folder
 * @param state what becomes of it
 * @param reason why it is off or broken; empty text when it is on
 * @param flows its routes when it is on
 */
public record SurveyedFile(String name, State state, String reason, List<Flow> flows) {

    public SurveyedFile {
        flows = List.copyOf(flows);
    }

    /** What becomes of a file. */
    public enum State {
        /** Its routes run. */
        ON,
        /** Switched off, waiting for settings, or without a route. */
        OFF,
        /** It cannot be loaded. */
        BROKEN
    }

    /**
     * One route.
     *
     * @param id the route's id
     * @param from where it begins
     * @param to every address it sends to or calls, in the order of the file
     */
    public record Flow(String id, Destination from, List<Destination> to) {

        public Flow {
            to = List.copyOf(to);
        }
    }
}

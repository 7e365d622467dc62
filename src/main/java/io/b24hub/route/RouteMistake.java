package io.b24hub.route;

/** Something in a route file that Camel would accept, and the hub does not. */
final class RouteMistake extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;

    RouteMistake(int line, String message) {
        super(message);
        this.line = line;
    }

    /** The line, from 1; 0 when it is not known. */
    int line() {
        return line;
    }
}

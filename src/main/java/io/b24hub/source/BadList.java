package io.b24hub.source;

/** A list that cannot be used. Its text says why and repeats nothing of it. */
public final class BadList extends Exception {

    private static final long serialVersionUID = 1L;

    BadList(String message) {
        super(message);
    }
}

package io.b24hub.store.postgres;

import io.b24hub.store.ShortText;

/** Texts as PostgreSQL can hold them: it knows no character zero. */
final class PlainText {

    private PlainText() {}

    /** No longer than the store keeps it. */
    static String cut(String text) {
        return of(ShortText.cut(text));
    }

    /** The whole of it. */
    static String of(String text) {
        return text.replace('\0', '\uFFFD');
    }
}

package io.b24hub.alert;

import java.util.Optional;

/**
 * Something that an operator should know of the hub. Immutable; holds no secrets.
 *
 * @param kind what happened
 * @param subject to what: a flow, a destination, a portal, or {@code disk}, {@code store}, {@code intake}
 * @param text what happened and what a person can do, in English
 * @param portal the portal that it has to do with; empty when it concerns the hub as a whole
 * @param occasion where not empty, it is told once for each occasion and never repeated
 */
public record Alert(AlertKind kind, String subject, String text, Optional<String> portal, String occasion) {

    /** One about the hub as a whole, that is repeated while it lasts. */
    public Alert(AlertKind kind, String subject, String text) {
        this(kind, subject, text, Optional.empty(), "");
    }

    /** The same about a portal. */
    public Alert of(String name) {
        return new Alert(kind, subject, text, Optional.of(name), occasion);
    }

    /** What it belongs together with: trouble, its repetitions and its end have one key. */
    String key() {
        return kind.ends().orElse(kind).word() + "/" + subject + (occasion.isEmpty() ? "" : "/" + occasion);
    }
}

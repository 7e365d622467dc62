package io.b24hub.application;

import io.b24hub.settings.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * What the OAuth server gives out together.
 *
 * @param access for calls
 * @param expires when it ends
 * @param refresh for the next pair, once
 */
record Tokens(Secret access, Instant expires, Secret refresh) {

    String text() {
        return access.reveal() + "\n" + expires.toEpochMilli() + "\n" + refresh.reveal();
    }

    static Optional<Tokens> parse(String text) {
        String[] lines = text.split("\n", -1);
        return lines.length == 3 && lines[1].matches("\\d{1,18}")
                ? Optional.of(new Tokens(
                        Secret.of(lines[0]), Instant.ofEpochMilli(Long.parseLong(lines[1])), Secret.of(lines[2])))
                : Optional.empty();
    }
}

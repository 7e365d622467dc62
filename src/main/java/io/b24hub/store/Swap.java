package io.b24hub.store;

import java.util.Optional;

/**
 * Something to be kept in {@link Memory} in place of what the caller saw there.
 *
 * @param space where
 * @param key under which key
 * @param seen what the caller saw; empty for nothing
 * @param value what is to stand there
 */
public record Swap(String space, String key, Optional<String> seen, String value) {}

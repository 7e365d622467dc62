package io.b24hub.connector;

import io.b24hub.settings.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Any text on its way to a log: a secret in the middle of it must be gone, and the time must not explode. */
public final class SafeTextFuzz {

    private static final String SECRET = "canary-of-the-fuzzer";
    private static final SafeText SAFE = new SafeText(List.of(Secret.of(SECRET)));

    private SafeTextFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        SAFE.excerpt(text);
        int half = text.length() / 2;
        String shown = SAFE.clean(text.substring(0, half) + " " + SECRET + " " + text.substring(half));
        if (shown.contains(SECRET)) {
            throw new IllegalStateException("a secret is shown: " + shown);
        }
    }
}

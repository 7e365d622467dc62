package io.b24hub.settings;

import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what flows sign with. Its problems do not repeat what was written. Not thread-safe. */
final class SigningReader {

    private static final String PREFIX = "whsec_";
    /** Standard Webhooks 1.0.0, "Signature scheme": 192 to 512 bits. */
    private static final int LEAST_BYTES = 24;

    private static final int MOST_BYTES = 64;

    private final CheckedValues values;

    SigningReader(CheckedValues values) {
        this.values = values;
    }

    SigningSecrets read() {
        Map<String, List<Secret>> secrets = new LinkedHashMap<>();
        for (String key : values.keysOfFlows(KnownKeys.SIGNING_SECRET)) {
            List<String> written = values.find(key)
                    .map(text -> Arrays.stream(text.split(",", -1))
                            .map(String::strip)
                            .toList())
                    .orElse(List.of());
            if (!written.stream().allMatch(SigningReader::isSecret)) {
                values.problems()
                        .add(new BadSettings.Problem(
                                key,
                                "must be " + PREFIX + " and Base64 of " + LEAST_BYTES + " to " + MOST_BYTES
                                        + " bytes, or several of these with commas between them",
                                key + " = " + PREFIX + "<what \"openssl rand -base64 32\" prints>"));
            } else if (!written.isEmpty()) {
                secrets.put(
                        KnownKeys.flowOf(key).orElseThrow(),
                        written.stream()
                                .map(secret -> Secret.of(secret.substring(PREFIX.length())))
                                .toList());
            }
        }
        return new SigningSecrets(secrets);
    }

    private static boolean isSecret(String text) {
        if (!text.startsWith(PREFIX)) {
            return false;
        }
        try {
            int bytes = Base64.getDecoder().decode(text.substring(PREFIX.length())).length;
            return bytes >= LEAST_BYTES && bytes <= MOST_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

package io.b24hub.bitrix;

import io.b24hub.settings.Secret;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes words of the far side fit for a message: one line, short, no tags, and without the webhook's secret. */
final class FarText {

    private static final int LONGEST = 300;
    private static final int LOOKED_AT = 10 * LONGEST;
    private static final int CAUSES = 4;

    private FarText() {}

    static String clean(String text, Secret secret) {
        // Masked before anything is cut: half a secret would not be recognised.
        String masked = secret.reveal().isEmpty()
                ? text
                : Pattern.compile(secret.reveal(), Pattern.LITERAL | Pattern.CASE_INSENSITIVE)
                        .matcher(text)
                        .replaceAll(Matcher.quoteReplacement(secret.toString()));
        String start = masked.length() > LOOKED_AT ? masked.substring(0, LOOKED_AT) : masked;
        String line = start.replaceAll("<[^>]{0,100}>", " ")
                .replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\s]+", " ")
                .strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }

    /** Names a failure by its classes only: the text of an HTTP client's exception quotes the address. */
    static String failure(Throwable failure) {
        StringBuilder names = new StringBuilder();
        Throwable at = failure;
        for (int depth = 0; at != null && depth < CAUSES; depth++, at = at.getCause()) {
            String name = at.getClass().getSimpleName();
            if (!name.equals("CompletionException") && !name.equals("ExecutionException")) {
                names.append(names.isEmpty() ? "" : " from ").append(name);
            }
        }
        return names.toString();
    }
}

package io.b24hub.template;

import java.nio.charset.StandardCharsets;

/** Any text as a template: it compiles, or there is a reason. */
public final class TemplateFuzz {

    private static final TemplateLanguage LANGUAGE = new TemplateLanguage();

    private TemplateFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        try {
            LANGUAGE.compile(
                    new MessageFile("en", "any", MessageFile.Kind.HTML, "messages/en/any.html", text), text, 1);
        } catch (BadTemplate e) {
            if (e.getMessage().isBlank()) {
                throw new IllegalStateException("no reason", e);
            }
        }
    }
}

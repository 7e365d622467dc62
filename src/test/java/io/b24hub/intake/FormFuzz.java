package io.b24hub.intake;

import java.util.Map;

/** Any bytes as a form: what {@link NaiveForm} says of them, {@link FormDecoder} must say. */
public final class FormFuzz {

    private static final FormDecoder DECODER = new FormDecoder();

    private FormFuzz() {}

    public static void fuzzerTestOneInput(byte[] body) {
        Map<String, Object> decoded;
        try {
            decoded = DECODER.decode(body);
        } catch (BadForm e) {
            if (!NaiveForm.passesALimit(body)) {
                throw new IllegalStateException("refused without reason", e);
            }
            return;
        }
        Map<String, Object> expected = NaiveForm.decode(body);
        if (!decoded.equals(expected) || !decoded.toString().equals(expected.toString())) {
            throw new IllegalStateException("decoded " + decoded + ", not " + expected);
        }
    }
}

package io.b24hub.check;

/**
 * One thing that was looked at.
 *
 * @param area what it belongs to, for example {@code portal main}
 * @param subject what was looked at, for example {@code crm.deal.get}
 * @param verdict what came of it
 * @param words what was seen, one line; holds no secret
 * @param remedy what to do, one line; empty text when nothing is to be done
 */
public record Finding(String area, String subject, Verdict verdict, String words, String remedy) {

    /** What came of a look. */
    public enum Verdict {
        /** As it should be. */
        OK,
        /** The hub works, perhaps not as meant; or it could not be proven. */
        WARN,
        /** Something will not work. */
        FAIL,
        /** Not looked at; the words say why. */
        SKIPPED
    }
}

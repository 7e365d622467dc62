package io.b24hub.intake;

/**
 * What a caller is told.
 *
 * @param status the HTTP status
 * @param line the reason in one line of plain English, without a line end; holds nothing of the call
 */
public record Answer(int status, String line) {

    static final Answer STORED = new Answer(200, "Stored.");

    static Answer of(Refusal refusal) {
        return new Answer(refusal.status(), refusal.line());
    }
}

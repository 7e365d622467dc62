package io.b24hub.bitrix;

/**
 * One error, put into its class. Stands for a whole answer or for one command of a batch.
 *
 * @param status the HTTP status; 0 when there was no answer
 * @param code the portal's code as text; empty when it has none
 * @param text the portal's words, untrusted; or ours when the answer was none of the portal's
 * @param errorClass what it means
 * @param confirm whether another reading is possible, so that {@link RestErrorClass#PORTAL_STOPPED} needs a second look
 * @param advice what a person can do, one sentence
 */
record RestError(int status, String code, String text, RestErrorClass errorClass, boolean confirm, String advice) {

    /** The same error, understood differently. */
    RestError as(RestErrorClass other) {
        return new RestError(status, code, text, other, false, advice);
    }
}

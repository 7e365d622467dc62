package io.b24hub.intake;

/** Why a call was not taken. A refused call stores nothing. */
public enum Refusal {
    UNKNOWN_PORTAL(404, "This hub has no portal of that name."),
    METHOD(405, "Events come by POST."),
    TOO_LARGE(413, "The body is larger than this hub accepts."),
    /** What a small body unpacks to has no end. */
    COMPRESSED(415, "This hub takes bodies as they are; send this one without Content-Encoding."),
    TOO_SLOW(408, "The body did not arrive in time."),
    /** Bodies in memory, or calls waiting for the store, have reached their limit. */
    OVERLOADED(503, "Too many calls are waiting; nothing was stored."),
    /** Where {@code source-addresses} is {@code enforce}. */
    STRANGE_ADDRESS(403, "This hub takes events of the portal only from addresses of Bitrix24, and this is none."),
    NOT_A_FORM(400, "This is not a form as Bitrix24 sends it."),
    NO_EVENT(400, "The form has no field named event."),
    /** An automation rule calls the address of webhooks. */
    ROBOT_WITHOUT_SECRET(
            400, "Automation rules have an address of their own: the portal's address with /robot/ and a secret."),
    BAD_EVENT_NAME(400, "The field event is not an event code."),
    NO_TOKENS(403, "This hub has no application token for the portal and refuses its webhooks."),
    WRONG_TOKEN(403, "The application token is missing or wrong."),
    WRONG_MEMBER(403, "The member id is missing or belongs to another portal."),
    WRONG_ROBOT_SECRET(403, "The secret in the address is wrong."),
    /** A gateway signs the portal's calls, and this one is not signed so. */
    WRONG_SIGNATURE(403, "The signature is missing or wrong."),
    /** The store could not commit. */
    STORE_FAILED(503, "The event could not be stored.");

    private final int status;
    private final String line;

    Refusal(int status, String line) {
        this.status = status;
        this.line = line;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The reason in one line. */
    public String line() {
        return line;
    }
}

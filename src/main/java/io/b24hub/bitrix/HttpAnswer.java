package io.b24hub.bitrix;

import java.util.Optional;

/**
 * What came back over HTTP, not yet understood. The body is not copied: whoever makes the record gives it away.
 *
 * @param status the HTTP status
 * @param contentType the header's value; empty text when absent
 * @param body the whole body; empty when there is none
 * @param location the {@code Location} header; after a portal's rename it holds the webhook's secret
 */
public record HttpAnswer(int status, String contentType, byte[] body, Optional<String> location) {

    /** Says nothing of the body and the location: both may hold secrets. */
    @Override
    public String toString() {
        return "HTTP " + status + ", " + body.length + " bytes of " + contentType;
    }
}

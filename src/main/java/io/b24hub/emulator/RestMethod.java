package io.b24hub.emulator;

/** One method of the portal's REST. Throws {@link RestRefusal} for an error envelope. */
@FunctionalInterface
interface RestMethod {

    RestResult call(RestParams params);
}

package io.b24hub.bitrix;

/** What an error of the portal means for whoever called. */
public enum RestErrorClass {
    /** The bucket overflowed. The call did not run; it waits and is sent again. */
    RATE_LIMIT,
    /** This method used up its computing time. Only this method waits. */
    METHOD_PAUSED,
    /** No call will succeed until a person acts: dead secret, ended plan, blocked portal. */
    PORTAL_STOPPED,
    /** The webhook or the flow is set up wrongly. */
    CONFIGURATION,
    /** The record does not exist, or the webhook's owner does not see it. */
    GONE,
    /** The webhook's owner has no right to the record. */
    NO_ACCESS,
    /** The portal refuses this call and always will. */
    PERMANENT,
    /** Nothing wrong with the call: the portal or the way to it failed. */
    TEMPORARY
}

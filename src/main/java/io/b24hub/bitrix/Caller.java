package io.b24hub.bitrix;

/** On whose behalf a call is made. Means nothing here; a {@link CallWatch} knows its own again. */
public interface Caller {

    /** Nobody who wants to know. */
    Caller NOBODY = new Caller() {};
}

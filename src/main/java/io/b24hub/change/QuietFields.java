package io.b24hub.change;

import java.util.Locale;
import java.util.Set;

/**
 * Fields that the portal changes by itself with every change, or without one: who and when. They do not count as a change.
 */
final class QuietFields {

    /** Without underscores and in lower case, so that both ways of writing are one. */
    private static final Set<String> NAMES = Set.of(
            // CRM
            "datemodify",
            "modifybyid",
            "updatedtime",
            "updatedby",
            "movedtime",
            "movedbyid",
            "movedby",
            "lastactivitytime",
            "lastactivityby",
            "lastcommunicationtime",
            "lastcommunicationcalltime",
            "lastcommunicationemailtime",
            "lastcommunicationimoltime",
            "lastcommunicationwebformtime",
            // activities
            "lastupdated",
            "editorid",
            // tasks
            "changeddate",
            "changedby",
            "activitydate",
            "statuschangeddate",
            "statuschangedby",
            "vieweddate",
            // people and calendar entries
            "timestampx",
            "lastlogin",
            "lastactivitydate",
            "isonline",
            "version");

    private QuietFields() {}

    static boolean has(String field) {
        return NAMES.contains(field.replace("_", "").toLowerCase(Locale.ROOT));
    }
}

package io.b24hub.manage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.b24hub.source.SourceStatus;

/** {@link SourceStatus} for programs. */
final class SourceJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private SourceJson() {}

    static ObjectNode of(SourceStatus status) {
        ObjectNode json = JSON.createObjectNode();
        json.put("mode", status.mode().word())
                .put("addresses", status.addresses())
                .put("complete", status.complete())
                .put("strange", status.strange());
        status.last().ifPresent(last -> json.putObject("lastStrange")
                .put("from", last.from().getHostAddress())
                .put("at", last.at().toString()));
        ObjectNode lists = json.putObject("lists");
        status.lists().forEach(list -> {
            ObjectNode each = lists.putObject(list.list().word()).put("addresses", list.addresses());
            list.readAt().ifPresent(at -> each.put("readAt", at.toString()));
            list.polledAt().ifPresent(at -> each.put("polledAt", at.toString()));
            if (!list.trouble().isEmpty()) {
                each.put("trouble", list.trouble());
            }
        });
        return json;
    }
}

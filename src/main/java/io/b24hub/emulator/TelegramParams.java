package io.b24hub.emulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The parameters of a Bot API call, from the query and from a body of JSON, form or multipart. Immutable. */
final class TelegramParams {

    private final Map<String, Object> values;
    private final Map<String, Multipart.Part> files;

    private TelegramParams(Map<String, Object> values, Map<String, Multipart.Part> files) {
        this.values = values;
        this.files = files;
    }

    static TelegramParams of(Call call) {
        Map<String, Object> values = new LinkedHashMap<>(PhpForm.decode(call.query()));
        Map<String, Multipart.Part> files = new LinkedHashMap<>();
        if (call.isMultipart()) {
            for (Multipart.Part part : Multipart.parts(call)) {
                if (part.fileName().isPresent()) {
                    files.put(part.name(), part);
                } else {
                    values.put(part.name(), part.text());
                }
            }
        } else if (call.body().length > 0) {
            String body =
                    call.strictText().orElseThrow(() -> TelegramRefusal.badRequest("strings must be encoded in UTF-8"));
            values.putAll(
                    call.isJson()
                            ? Json.object(body).orElseThrow(() -> TelegramRefusal.badRequest("can't parse JSON object"))
                            : PhpForm.decode(body));
        }
        return new TelegramParams(values, files);
    }

    /** Empty when it is missing. */
    String text(String name) {
        return Optional.ofNullable(values.get(name)).map(String::valueOf).orElse("");
    }

    long chat() {
        if (text("chat_id").isEmpty()) {
            throw TelegramRefusal.badRequest("chat_id is empty");
        }
        return number("chat_id", "chat not found");
    }

    long messageId() {
        return number("message_id", "message identifier is not specified");
    }

    /** The topic of a group; empty for General. */
    Optional<Long> thread() {
        return text("message_thread_id").isEmpty()
                ? Optional.empty()
                : Optional.of(number("message_thread_id", "message thread not found"));
    }

    /** A sent file as the Bot API shows it; a text in its place is the id of a file sent before, or an address. */
    Map<String, Object> file(String name) {
        Map<String, Object> shown = new LinkedHashMap<>();
        Multipart.Part file = files.get(name);
        if (file == null && text(name).isEmpty()) {
            throw TelegramRefusal.badRequest("there is no " + name + " in the request");
        }
        shown.put("file_id", file == null ? text(name) : "emulated-" + name);
        if (file != null) {
            file.fileName().ifPresent(fileName -> shown.put("file_name", fileName));
            shown.put("file_size", file.content().length);
        }
        return shown;
    }

    private long number(String name, String otherwise) {
        return RestParams.parsed(text(name)).orElseThrow(() -> TelegramRefusal.badRequest(otherwise));
    }
}

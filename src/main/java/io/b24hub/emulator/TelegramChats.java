package io.b24hub.emulator;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The chats that a bot is in, with what was written there. Keeps the newest 1,000 messages of each. Thread-safe. */
final class TelegramChats {

    private static final int REMEMBERED = 1_000;

    /** What a message holds; a photo or document has a caption as its text. */
    record Message(long id, String text, Map<String, Object> extra) {}

    private static final class Chat {
        private final TreeMap<Long, Message> messages = new TreeMap<>();
        private long lastMessage;
        private Optional<TelegramRefusal> refusal = Optional.empty();
    }

    private final Map<Long, Chat> chats = new HashMap<>();
    private boolean acceptStrangers = true;

    synchronized void acceptStrangers(boolean accept) {
        acceptStrangers = accept;
    }

    synchronized void open(long id) {
        chats.computeIfAbsent(id, i -> new Chat()).refusal = Optional.empty();
    }

    synchronized void refuse(long id, TelegramRefusal refusal) {
        chats.computeIfAbsent(id, i -> new Chat()).refusal = Optional.of(refusal);
    }

    /** @throws TelegramRefusal when the bot cannot write there */
    synchronized void check(long id) {
        chat(id);
    }

    synchronized Message add(long id, String text, Map<String, Object> extra) {
        Chat chat = chat(id);
        Message message = new Message(++chat.lastMessage, text, extra);
        chat.messages.put(message.id(), message);
        if (chat.messages.size() > REMEMBERED) {
            chat.messages.pollFirstEntry();
        }
        return message;
    }

    synchronized Message edit(long id, long messageId, String text) {
        Message old = Optional.ofNullable(chat(id).messages.get(messageId))
                .orElseThrow(() -> TelegramRefusal.badRequest("message to edit not found"));
        if (old.text().equals(text)) {
            throw TelegramRefusal.badRequest("message is not modified: specified new message content and reply markup"
                    + " are exactly the same as a current content and reply markup of the message");
        }
        Message edited = new Message(messageId, text, old.extra());
        chat(id).messages.put(messageId, edited);
        return edited;
    }

    synchronized void delete(long id, long messageId) {
        if (chat(id).messages.remove(messageId) == null) {
            throw TelegramRefusal.badRequest("message to delete not found");
        }
    }

    synchronized List<Message> messages(long id) {
        Chat chat = chats.get(id);
        return chat == null ? List.of() : List.copyOf(chat.messages.values());
    }

    /** As the Bot API shows a chat. Groups have negative ids, supergroups those that begin with -100. */
    static Map<String, Object> shown(long id) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", id);
        if (id > 0) {
            shown.put("first_name", "Анна");
            shown.put("type", "private");
        } else {
            shown.put("title", "Чат " + id);
            shown.put("type", id < -1_000_000_000_000L ? "supergroup" : "group");
        }
        return shown;
    }

    private Chat chat(long id) {
        Chat chat = chats.get(id);
        if (chat == null) {
            if (!acceptStrangers) {
                throw TelegramRefusal.badRequest("chat not found");
            }
            chat = new Chat();
            chats.put(id, chat);
        }
        chat.refusal.ifPresent(refusal -> {
            throw refusal;
        });
        return chat;
    }
}

package io.b24hub.connector.telegram;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a person can do about a refusal that waiting does not heal, by Telegram's own words where they tell more than the
 * status. Stateless.
 *
 * <p>Source of the words: the Bot API server, which has no list of them
 * (<a href="https://core.telegram.org/bots/api#making-requests">Bot API, making requests</a>: "a human-readable description").
 */
final class RefusalAdvice {

    /** The beginnings of advice by parts of a description in lower case; the first that fits counts. */
    private static final Map<String, String> BY_WORDS = new LinkedHashMap<>();

    static {
        String place =
                "Check the chat id, and that the bot is in the chat: a group's id begins with -, a channel may be"
                        + " @name, and a person must have pressed Start in the bot.";
        String rights =
                "Let the bot write there: make it an administrator, or allow members to send messages and media.";
        String topic =
                "Check messageThreadId: it is the number of an open topic of that group (the second number in a link"
                        + " to one of its messages); without it messages go to General.";
        words("chat not found", place);
        words("peer_id_invalid", place);
        words("user not found", place);
        words("chat_id is empty", "Set chatId on the telegram: step, or the header CamelTelegramChatId.");
        words("not enough rights", rights);
        words("have no rights", rights);
        words("chat_write_forbidden", rights);
        words("chat_send_", rights);
        words("thread not found", topic);
        words("topic_", topic);
        words("text is empty", "Check the step that builds the text: nothing is left of it when tags are taken away.");
        words("too long", "Shorten the text; plain text and HTML are parted or cut by longText on the telegram: step.");
        words("bot was kicked", "Add the bot to the chat again, then replay.");
        words("bot was blocked", "The person must unblock the bot, or the flow must write to somebody else.");
        words("deactivated", "The account is gone: let the flow write to somebody else.");
        words("initiate conversation", "The person must first press Start in the bot.");
        words("not a member", "Add the bot to the chat, in a channel as an administrator.");
        words("messages to bots", "Give the chat id of a person or a group: a bot cannot write to a bot.");
        words("button", "Check the keyboard: its addresses and its data (1 to 64 bytes).");
        words(
                "wrong file identifier",
                "Check the file: Telegram takes what it was given before by its id, or an address.");
        words("failed to get http url content", "Check the file's address: Telegram must be able to read it.");
        words("photo_invalid_dimensions", "Send the picture as a document: its width and height do not suit a photo.");
        words("image_process_failed", "Check the picture: Telegram cannot read it; as a document it is sent as it is.");
        words("to be replied not found", "Check the id of the message that is replied to: it is not there.");
    }

    private static final Map<Integer, String> BY_STATUS = Map.of(
            400, "Check the chat id and the text: its length (1 to 4096 characters) and its HTML or Markdown.",
            401, "Check hub.telegram.token: @BotFather shows the token, or gives a new one.",
            403, "Add the bot to the chat and let it write there; a person must first press Start in the bot.",
            404, "Check hub.telegram.token and the base address: Telegram knows no such bot or method.",
            413, "Send a smaller file: Telegram takes photos up to 10 MB and other files up to 50 MB.");

    private RefusalAdvice() {}

    private static void words(String part, String advice) {
        BY_WORDS.put(part, advice);
    }

    static Optional<String> on(TelegramRefused refused) {
        if (refused.migrateToChatId().isPresent()) {
            return Optional.of("The group became a supergroup: write its new chat id "
                    + refused.migrateToChatId().getAsLong() + " into the flow, then replay.");
        }
        String said = refused.description().toLowerCase(Locale.ROOT);
        if (refused.status() == 400 && said.contains("can't parse")) {
            return Optional.of(markup(refused.place()));
        }
        boolean speaks = refused.status() == 400 || refused.status() == 403;
        return BY_WORDS.entrySet().stream()
                .filter(entry -> speaks && said.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> Optional.ofNullable(BY_STATUS.get(refused.status())));
    }

    private static String markup(String place) {
        return "Mend the markup of the text" + (place.isEmpty() ? "" : " near \"" + place + "\"")
                + ": in HTML, write &lt; &gt; &amp; where < > & are no tags (messages in files do it by themselves), and use"
                + " the tags that Telegram knows; or send without a parse mode.";
    }
}

package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Telegram Bot API as far as a sender of messages needs it, with its refusals. Chats are open to the bot unless told
 * otherwise; a chat is known by its number.
 *
 * <p>This class is thread-safe.
 */
public final class TelegramEmulator extends Emulator {

    /** The token of the bot that is there from the start; it opens nothing anywhere else. */
    public static final String DEMO_TOKEN = "100200300:EMULATED_bot_token_for_demos_only_xx";

    private static final int LONGEST_TEXT = 4_096;
    private static final int LONGEST_CAPTION = 1_024;
    private static final Pattern ADDRESS = Pattern.compile("/bot([^/]+)/([A-Za-z]+)");
    private static final Pattern TOKEN = Pattern.compile("/bot[^/?]+");

    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final TelegramChats chats = new TelegramChats();
    private final TelegramLimits limits;

    public TelegramEmulator(Vertx vertx, HubClock clock) {
        super("Telegram Bot API", vertx, clock);
        limits = new TelegramLimits(clock);
        tokens.add(DEMO_TOKEN);
    }

    /** Lets one more bot in. */
    public void acceptToken(String token) {
        tokens.add(token);
    }

    /** Whether a chat that was never named is found; it is unless switched off. */
    public void acceptStrangers(boolean accept) {
        chats.acceptStrangers(accept);
    }

    /** Lets the bot write there, whatever stood against it. */
    public void open(long chatId) {
        chats.open(chatId);
    }

    /** From now on the bot is not a member: 403. */
    public void kick(long chatId) {
        chats.refuse(chatId, TelegramRefusal.of(403, "Forbidden: bot was kicked from the group chat"));
    }

    /** From now on there is no such chat: 400. */
    public void remove(long chatId) {
        chats.refuse(chatId, TelegramRefusal.badRequest("chat not found"));
    }

    /** From now on the group has another number: 400 with the new one. */
    public void migrate(long chatId, long newChatId) {
        chats.refuse(chatId, TelegramRefusal.migrated(newChatId));
        chats.open(newChatId);
    }

    /** Whether 1 message per second and chat, 20 per minute and group and 30 per second in all are the most. */
    public void enforceLimits(boolean enforce) {
        limits.enforce(enforce);
    }

    /** The texts and captions in a chat, oldest first, as they are now; the newest 1,000. */
    public List<String> messages(long chatId) {
        return chats.messages(chatId).stream().map(TelegramChats.Message::text).toList();
    }

    /** The texts and captions in a topic of a group, oldest first. */
    public List<String> messages(long chatId, long threadId) {
        return chats.messages(chatId).stream()
                .filter(message -> Long.valueOf(threadId).equals(message.extra().get("message_thread_id")))
                .map(TelegramChats.Message::text)
                .toList();
    }

    /** A person deletes a message, by its place among those that are there; 0 is the oldest. */
    public void delete(long chatId, int place) {
        chats.delete(chatId, chats.messages(chatId).get(place).id());
    }

    @Override
    String explanation() {
        return "Plays the Telegram Bot API: /bot{token}/{method}. The bot's token is " + DEMO_TOKEN + """
                .

                POST   /_emulator/chat       {"id": -100, "is": "open"}; or "kicked", "gone", or "moved" with "to": -1001
                POST   /_emulator/limits     {"on": true}: refuse beyond 1 message a second and chat, 20 a minute and
                                             group, 30 a second in all""";
    }

    @Override
    Optional<Reply> control(Call call) {
        return switch (call.method() + " " + call.path()) {
            case "POST /_emulator/chat" -> {
                chat(Control.body(call));
                yield Optional.of(Control.json(Map.of("changed", true)));
            }
            case "POST /_emulator/limits" -> {
                boolean on = Boolean.TRUE.equals(Control.body(call).get("on"));
                enforceLimits(on);
                yield Optional.of(Control.json(Map.of("on", on)));
            }
            default -> Optional.empty();
        };
    }

    private void chat(Map<String, Object> body) {
        long id = chatId(body, "id");
        switch (String.valueOf(body.get("is"))) {
            case "open" -> open(id);
            case "kicked" -> kick(id);
            case "gone" -> remove(id);
            case "moved" -> migrate(id, chatId(body, "to"));
            default -> throw new IllegalArgumentException("A chat \"is\" open, kicked, gone or moved");
        }
    }

    private static long chatId(Map<String, Object> body, String key) {
        if (body.get(key) instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException("\"" + key + "\" must be the number of a chat");
    }

    @Override
    Reply answer(Call call) {
        Matcher address = ADDRESS.matcher(call.decodedPath());
        if (!address.matches()) {
            return TelegramRefusal.of(404, "Not Found").reply();
        }
        try {
            if (!tokens.contains(address.group(1))) {
                throw TelegramRefusal.of(401, "Unauthorized");
            }
            return ok(run(address.group(2).toLowerCase(Locale.ROOT), TelegramParams.of(call)));
        } catch (TelegramRefusal refusal) {
            return refusal.reply();
        }
    }

    @Override
    Reply refusal(int status, int retryAfter) {
        return TelegramRefusal.usual(status, retryAfter).reply();
    }

    @Override
    String shown(String pathAndQuery) {
        return TOKEN.matcher(pathAndQuery).replaceFirst("/botxxxxxx");
    }

    private Object run(String method, TelegramParams params) {
        return switch (method) {
            case "getme" -> bot();
            case "getchat" -> {
                chats.check(params.chat());
                yield TelegramChats.shown(params.chat());
            }
            case "sendmessage" -> sendMessage(params);
            case "sendphoto" -> sendFile(params, "photo");
            case "senddocument" -> sendFile(params, "document");
            case "editmessagetext" -> edit(params, "text", LONGEST_TEXT);
            case "editmessagecaption" -> edit(params, "caption", LONGEST_CAPTION);
            case "deletemessage" -> {
                chats.delete(params.chat(), params.messageId());
                yield true;
            }
            default -> throw TelegramRefusal.of(404, "Not Found");
        };
    }

    private Object sendMessage(TelegramParams params) {
        String text = params.text("text");
        if (text.isBlank()) {
            throw TelegramRefusal.badRequest("message text is empty");
        }
        chats.check(params.chat());
        String checked = checked(params, "text", LONGEST_TEXT);
        admit(params.chat());
        return shown(params.chat(), chats.add(params.chat(), checked, topic(params)));
    }

    private Object edit(TelegramParams params, String field, int longest) {
        String text = checked(params, field, longest);
        admit(params.chat());
        return shown(params.chat(), chats.edit(params.chat(), params.messageId(), text));
    }

    private Object sendFile(TelegramParams params, String field) {
        chats.check(params.chat());
        Map<String, Object> file = params.file(field);
        String caption = checked(params, "caption", LONGEST_CAPTION);
        admit(params.chat());
        Map<String, Object> extra = topic(params);
        extra.put(field, field.equals("photo") ? List.of(file) : file);
        return shown(params.chat(), chats.add(params.chat(), caption, extra));
    }

    private static Map<String, Object> topic(TelegramParams params) {
        Map<String, Object> topic = new LinkedHashMap<>();
        params.thread().ifPresent(thread -> {
            topic.put("message_thread_id", thread);
            topic.put("is_topic_message", true);
        });
        return topic;
    }

    private static String checked(TelegramParams params, String field, int longest) {
        String text = params.text(field);
        boolean html = params.text("parse_mode").equalsIgnoreCase("HTML");
        String seen = html ? TelegramHtml.plain(text) : text;
        if (seen.length() > longest) {
            throw TelegramRefusal.badRequest(
                    field.equals("text") ? "message is too long" : "message caption is too long");
        }
        return text;
    }

    private void admit(long chat) {
        limits.secondsToWait(chat).ifPresent(seconds -> {
            throw TelegramRefusal.tooMany(seconds);
        });
    }

    private Map<String, Object> shown(long chat, TelegramChats.Message message) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("message_id", message.id());
        shown.put("from", bot());
        shown.put("chat", TelegramChats.shown(chat));
        shown.put("date", clock().instant().getEpochSecond());
        shown.putAll(message.extra());
        boolean file = message.extra().containsKey("photo") || message.extra().containsKey("document");
        shown.put(file ? "caption" : "text", message.text());
        return shown;
    }

    private static Map<String, Object> bot() {
        Map<String, Object> bot = new LinkedHashMap<>();
        bot.put("id", 100200300);
        bot.put("is_bot", true);
        bot.put("first_name", "b24hub");
        bot.put("username", "b24hub_emulated_bot");
        return bot;
    }

    private static Reply ok(Object result) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("ok", true);
        body.put("result", result);
        return Reply.json(200, Json.write(body));
    }
}

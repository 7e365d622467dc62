package io.b24hub.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.settings.ConnectorSettings;
import io.b24hub.settings.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Asks Telegram who the bot is ({@code getMe}) and whether it knows the chats ({@code getChat}). Neither shows anybody
 * anything; whether the bot may write there is known only when it does.
 */
final class TelegramCheck implements DestinationCheck {

    private static final URI TELEGRAM = URI.create("https://api.telegram.org");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A bot at an address, with its secret. */
    private record Bot(String base, Secret token) {}

    private record Chat(Bot bot, String id) {}

    private record Answer(int status, JsonNode body) {

        boolean good() {
            return status / 100 == 2 && body.path("ok").asBoolean();
        }

        JsonNode result() {
            return body.path("result");
        }

        String said() {
            String description = body.path("description").asText("");
            return "HTTP " + status + (description.isEmpty() ? "" : ", \"" + description + "\"");
        }
    }

    private final ConnectorSettings settings;
    private final Web web;

    TelegramCheck(ConnectorSettings settings, Web web) {
        this.settings = settings;
        this.web = web;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("telegram");
    }

    @Override
    public void check(List<Use> uses, Findings.Area findings) {
        Set<Bot> sound = new LinkedHashSet<>();
        Set<Bot> asked = new LinkedHashSet<>();
        Set<Chat> chats = new LinkedHashSet<>();
        for (Use use : uses) {
            Bot bot = bot(use);
            if (asked.add(bot) && bot(bot, findings)) {
                sound.add(bot);
            }
            String chat = use.destination().option("chatId");
            if (chat.isEmpty() || Use.isOpen(chat)) {
                findings.skipped("telegram chat", "flow " + use.flow() + " decides at run time which chat");
            } else if (chats.add(new Chat(bot, chat))) {
                if (sound.contains(bot)) {
                    chat(bot, chat, findings);
                } else {
                    findings.skipped("telegram chat " + chat, "needs a bot that Telegram knows");
                }
            }
        }
    }

    private Bot bot(Use use) {
        String base = use.destination().option("baseUri");
        String token = use.destination().option("authorizationToken");
        return new Bot(
                (base.isEmpty() ? settings.telegramBaseUri().orElse(TELEGRAM).toString() : base).replaceAll("/+$", ""),
                token.isEmpty() ? settings.telegramToken().orElse(Secret.of("")) : Secret.of(token));
    }

    private boolean bot(Bot bot, Findings.Area findings) {
        Optional<Answer> answer = ask(bot, "getMe", "telegram bot", findings);
        answer.ifPresent(me -> {
            if (me.good()) {
                findings.ok("telegram bot", "@" + me.result().path("username").asText("?"));
            } else if (me.status() == 401 || me.status() == 404) {
                findings.fail(
                        "telegram bot",
                        "Telegram does not accept the token, " + me.said(),
                        "Copy the bot's token from @BotFather into hub.telegram.token.");
            } else {
                unclear("telegram bot", me, findings);
            }
        });
        return answer.filter(Answer::good).isPresent();
    }

    private void chat(Bot bot, String id, Findings.Area findings) {
        String subject = "telegram chat " + id;
        Optional<Answer> found =
                ask(bot, "getChat?chat_id=" + URLEncoder.encode(id, StandardCharsets.UTF_8), subject, findings);
        if (found.isEmpty()) {
            return;
        }
        Answer chat = found.get();
        JsonNode moved = chat.body().path("parameters").path("migrate_to_chat_id");
        if (chat.good()) {
            JsonNode known = chat.result();
            String name = known.path("title").asText(known.path("first_name").asText(""));
            findings.ok(
                    subject,
                    "\"" + name + "\", " + known.path("type").asText("chat")
                            + "; that the bot may write there is not proven");
        } else if (!moved.isMissingNode()) {
            findings.fail(
                    subject,
                    "the group has become a supergroup with another id",
                    "Put the new id " + moved.asText() + " into the flow's settings.");
        } else if (chat.status() == 403) {
            findings.fail(subject, chat.said(), "Add the bot to the chat again, or let the person start it again.");
        } else if (chat.status() == 400) {
            findings.fail(
                    subject,
                    chat.said(),
                    "Correct the id, and add the bot to the chat; a person must have written to the bot first.");
        } else {
            unclear(subject, chat, findings);
        }
    }

    private static void unclear(String subject, Answer answer, Findings.Area findings) {
        findings.warn(subject, "no clear answer, " + answer.said(), "Run the check again in a minute.");
    }

    private Optional<Answer> ask(Bot bot, String call, String subject, Findings.Area findings) {
        try {
            Web.Page page = web.get(URI.create(bot.base() + "/bot" + bot.token().reveal() + "/" + call));
            return Optional.of(new Answer(page.status(), tree(page.body())));
        } catch (IOException e) {
            findings.fail(
                    subject,
                    "cannot be reached: " + findings.describe(e),
                    "Check that this machine reaches Telegram: name service, firewall, proxy.");
        } catch (IllegalArgumentException e) {
            // the address with the token would be in its text
            findings.fail(
                    subject, "the bot's token or address cannot be used", "Copy the token from @BotFather again.");
        }
        return Optional.empty();
    }

    private static JsonNode tree(String body) {
        try {
            JsonNode tree = JSON.readTree(body);
            return tree == null ? JSON.missingNode() : tree;
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }
}

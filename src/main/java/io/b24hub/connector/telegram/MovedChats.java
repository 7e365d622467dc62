package io.b24hub.connector.telegram;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where groups went that became supergroups: Telegram tells a new chat id once the old one is used. Remembered durably;
 * hubs that share a store each learn it once. Thread-safe.
 */
final class MovedChats {

    private static final Logger LOG = LoggerFactory.getLogger(MovedChats.class);
    private static final int KNOWN = 10_000;

    private final Notes notes;
    private final Function<String, List<String>> settings;
    private final Map<String, Optional<String>> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<String>> eldest) {
            return size() > KNOWN;
        }
    };

    /** @param settings the names of the settings whose value is a given chat id */
    MovedChats(Notes notes, Function<String, List<String>> settings) {
        this.notes = notes;
        this.settings = settings;
    }

    /** The id that a chat has now, as far as is known. Asks the store once for each chat. */
    String whereNow(String chat) {
        synchronized (known) {
            Optional<String> moved = known.get(chat);
            if (moved != null) {
                return moved.orElse(chat);
            }
        }
        Optional<String> remembered = notes.recall(chat);
        synchronized (known) {
            known.putIfAbsent(chat, remembered);
            return known.get(chat).orElse(chat);
        }
    }

    /** Telegram told the new id of a chat. Tells people once. */
    void moved(String chat, String now) {
        synchronized (known) {
            if (Optional.of(now).equals(known.put(chat, Optional.of(now)))) {
                return;
            }
        }
        List<String> named = settings.apply(chat);
        LOG.warn(
                "The Telegram group {} became a supergroup, and its chat id is {} now. Messages go there from now on. Write"
                        + " the new id {}",
                chat,
                now,
                named.isEmpty()
                        ? "into the chatId of the flow that writes to it"
                        : "into application.properties: "
                                + named.stream().map(key -> key + " = " + now).collect(Collectors.joining(", ")));
        notes.remember(chat, now).whenComplete((nothing, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "The new id of the Telegram group {} could not be remembered: {}. It is learnt anew after a restart",
                        chat,
                        failure.getMessage());
            }
        });
    }
}

package io.b24hub.reading;

import io.b24hub.bitrix.EntityReader;
import io.b24hub.bitrix.PortalCalls;
import io.b24hub.bitrix.ReadOutcome;
import io.b24hub.bitrix.ReadOutcome.Found;
import io.b24hub.bitrix.ReadOutcome.Gone;
import io.b24hub.bitrix.ReadPlan;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.failure.WillNotHeal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Comments of tasks with the new card (tasks module 25.700 and later), which are messages in the task's chat: the event has
 * comment id 0 and a message id, and the text is read from the chat. The webhook needs the scope {@code im} for it, and its
 * owner must take part in the chat.
 *
 * <p>Thread-safe.
 */
final class TaskComments {

    private static final int SOME = 20;

    private final String portal;
    private final PortalCalls calls;

    TaskComments(String portal, PortalCalls calls) {
        this.portal = portal;
        this.calls = calls;
    }

    /** The task that a comment's event names. */
    static Optional<String> task(Bitrix24Event event) {
        return place(event, "TASK_ID");
    }

    /** The message that is the comment; empty with the old card. */
    static Optional<String> message(Bitrix24Event event) {
        return event.entity().type().equals("task-comment")
                        && place(event, "ID").isEmpty()
                ? place(event, "MESSAGE_ID").filter(id -> task(event).isPresent())
                : Optional.empty();
    }

    private static Optional<String> place(Bitrix24Event event, String name) {
        return event.data() instanceof Map<?, ?> data
                        && data.get("FIELDS_AFTER") instanceof Map<?, ?> after
                        && after.get(name) instanceof String id
                        && Owner.isNumber(id)
                ? Optional.of(id)
                : Optional.empty();
    }

    /** The message, in two calls: a chat's number stands in its task. */
    CompletionStage<ReadOutcome> read(String task, String message) {
        ReadPlan chat = new ReadPlan(
                "tasks.task.get", Map.of("taskId", task, "select", List.of("ID", "CHAT_ID")), "result.task");
        return new EntityReader(portal, calls)
                .read(chat)
                .thenCompose(outcome -> outcome instanceof Found found
                        ? messages(chat(found.fields(), task), message)
                        : CompletableFuture.completedFuture(outcome));
    }

    private String chat(Map<String, Object> fields, String task) {
        return Optional.ofNullable(fields.get("chatId"))
                .map(Object::toString)
                .filter(Owner::isNumber)
                .orElseThrow(() -> new WillNotHeal(
                        "Portal " + portal + " names no chat of task " + task + ", so its comment cannot be read.",
                        "Read the task itself, or leave bitrix24:read out: comments of this task are out of reach."));
    }

    // FIRST_ID asks for what is newer than it
    private CompletionStage<ReadOutcome> messages(String chat, String message) {
        Map<String, Object> arguments =
                Map.of("DIALOG_ID", "chat" + chat, "FIRST_ID", Long.parseLong(message) - 1, "LIMIT", SOME);
        return calls.call("im.dialog.messages.get", arguments).thenApply(answer -> pick(answer.result(), message));
    }

    @SuppressWarnings("unchecked") // JSON objects have text keys
    private static ReadOutcome pick(Object result, String message) {
        if (result instanceof Map<?, ?> chat && chat.get("messages") instanceof List<?> messages) {
            for (Object each : messages) {
                if (each instanceof Map<?, ?> found && message.equals(String.valueOf(found.get("id")))) {
                    return new Found((Map<String, Object>) found);
                }
            }
        }
        return new Gone();
    }
}
